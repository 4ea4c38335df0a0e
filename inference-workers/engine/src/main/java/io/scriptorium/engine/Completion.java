package io.scriptorium.engine;

import io.scriptorium.engine.sample.TokenLogProbability;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The answer to a request.
 *
 * <p>If a stop string ended it, its tokens are the fewest that have all text before the string, and
 * the last of them may have the string's beginning; {@link #text} is without it.
 *
 * @param tokens generated token ids, without the stop token
 * @param logProbabilities natural logarithm of each token's probability; one more than tokens if a
 *     stop token ended the answer
 * @param alternatives the most probable tokens at each position, as many as the request asked for;
 *     empty if it asked for none
 * @param beforeStopString the answer's text if a stop string ended it, else empty
 * @param finishReason why it ended
 * @param message one line for a person if finishReason is ERROR or NO_MATCH, else empty
 * @param others further answers, if the request asked for several: samples in their order, beams by
 *     their score, of which this is the best
 */
@SuppressWarnings("ArrayRecordComponent")
public record Completion(
    int[] tokens,
    float[] logProbabilities,
    List<List<TokenLogProbability>> alternatives,
    Optional<String> beforeStopString,
    FinishReason finishReason,
    String message,
    List<Completion> others) {
  public Completion {
    alternatives = List.copyOf(alternatives);
    others = List.copyOf(others);
  }

  /** An answer without alternatives. */
  public Completion(
      int[] tokens, float[] logProbabilities, FinishReason finishReason, String message) {
    this(tokens, logProbabilities, List.of(), Optional.empty(), finishReason, message, List.of());
  }

  /** This answer, beside others. */
  public Completion beside(List<Completion> answers) {
    return new Completion(
        tokens, logProbabilities, alternatives, beforeStopString, finishReason, message, answers);
  }

  /**
   * The answer's text, which ends before a stop string.
   *
   * @param decode the text of tokens, as the model's tokenizer has it
   */
  public String text(Function<int[], String> decode) {
    return beforeStopString.orElseGet(() -> decode.apply(tokens));
  }
}
