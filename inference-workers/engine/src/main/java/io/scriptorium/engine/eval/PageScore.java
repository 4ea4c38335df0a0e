package io.scriptorium.engine.eval;

import java.util.Optional;

/**
 * All figures of one page.
 *
 * @param page its name
 * @param answered whether there was an answer; without one it counts as empty
 */
public record PageScore(
    String page,
    boolean answered,
    WordScore strict,
    WordScore loose,
    CharacterScore characters,
    OrderScore order,
    LossAttribution losses) {

  /** Compares a page's answer with the truth. */
  public static PageScore of(PageTruth truth, Optional<PageAnswer> answer) {
    String text = answer.map(PageAnswer::text).orElse("");
    return new PageScore(
        truth.name(),
        answer.isPresent(),
        WordScore.of(truth, text, Matching.STRICT),
        WordScore.of(truth, text, Matching.LOOSE),
        CharacterScore.of(truth, text),
        OrderScore.of(truth, text),
        answer
            .map(given -> LossAttribution.of(truth, given))
            .orElseGet(() -> LossAttribution.unanswered(truth)));
  }
}
