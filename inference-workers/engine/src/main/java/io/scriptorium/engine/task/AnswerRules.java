package io.scriptorium.engine.task;

import io.scriptorium.engine.Search;
import io.scriptorium.engine.constrain.ConstraintSpec;
import io.scriptorium.engine.sample.Sampling;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What is asked of an answer, whatever the task.
 *
 * @param maxTokens most tokens of one model answer; empty: the model's default
 * @param constraint what the answer must be; it is read when the task begins
 * @param stopStrings strings that end the answer; they are not part of it
 * @param sampling how its tokens are chosen
 * @param search how many answers there are, and how they are found
 */
public record AnswerRules(
    OptionalInt maxTokens,
    Optional<ConstraintSpec> constraint,
    List<String> stopStrings,
    Sampling sampling,
    Search search) {
  private static final int MOST_STOP_STRINGS = 16;
  private static final int MOST_STOP_CHARACTERS = 1_000;

  /** One answer of the most probable tokens, as long as the model's default. */
  public static final AnswerRules USUAL =
      new AnswerRules(
          OptionalInt.empty(), Optional.empty(), List.of(), Sampling.GREEDY, Search.ONE);

  /**
   * @throws IllegalArgumentException with one line for a person if they contradict each other
   */
  public AnswerRules {
    if (maxTokens.isPresent() && maxTokens.getAsInt() < 1) {
      throw new IllegalArgumentException(
          "An answer has at least one token, not " + maxTokens.getAsInt());
    }
    stopStrings = List.copyOf(stopStrings);
    if (stopStrings.size() > MOST_STOP_STRINGS
        || stopStrings.stream()
            .anyMatch(it -> it.isEmpty() || it.length() > MOST_STOP_CHARACTERS)) {
      throw new IllegalArgumentException(
          "There are at most %d stop strings, of 1 to %,d characters"
              .formatted(MOST_STOP_STRINGS, MOST_STOP_CHARACTERS));
    }
    if (constraint.isPresent() && !stopStrings.isEmpty()) {
      throw new IllegalArgumentException(
          "An answer that must match something ends with its match, not with a stop string");
    }
    if (search instanceof Search.Beams
        && (constraint.isPresent() || !stopStrings.isEmpty() || !sampling.isGreedy())) {
      throw new IllegalArgumentException(
          "Beam search knows no constraint, stop strings, sampling, penalties or alternatives");
    }
  }

  /** These rules with another bound of tokens. */
  public AnswerRules withMaxTokens(int other) {
    return new AnswerRules(OptionalInt.of(other), constraint, stopStrings, sampling, search);
  }

  /** These rules with something to match. */
  public AnswerRules withConstraint(ConstraintSpec other) {
    return new AnswerRules(maxTokens, Optional.of(other), stopStrings, sampling, search);
  }

  /** These rules with other strings that end the answer. */
  public AnswerRules withStopStrings(List<String> other) {
    return new AnswerRules(maxTokens, constraint, other, sampling, search);
  }

  /** These rules with tokens chosen in another way. */
  public AnswerRules withSampling(Sampling other) {
    return new AnswerRules(maxTokens, constraint, stopStrings, other, search);
  }

  /** These rules for other answers. */
  public AnswerRules withSearch(Search other) {
    return new AnswerRules(maxTokens, constraint, stopStrings, sampling, other);
  }

  /** Whether nothing but the number of tokens is told. */
  public boolean areUsual() {
    return constraint.isEmpty()
        && stopStrings.isEmpty()
        && sampling.equals(USUAL.sampling)
        && search.equals(USUAL.search);
  }
}
