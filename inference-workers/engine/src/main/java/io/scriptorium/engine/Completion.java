package io.scriptorium.engine;

import io.scriptorium.engine.sample.TokenLogProbability;
import java.util.List;

/**
 * The answer to a request.
 *
 * @param tokens generated token ids, without the stop token
 * @param logProbabilities natural logarithm of each token's probability; one more than tokens if a
 *     stop token ended the answer
 * @param alternatives the most probable tokens at each position, as many as the request asked for;
 *     empty if it asked for none
 * @param finishReason why it ended
 * @param message one line for a person if finishReason is ERROR, else empty
 * @param others further answers, if the request asked for several: samples in their order, beams by
 *     their score, of which this is the best
 */
@SuppressWarnings("ArrayRecordComponent")
public record Completion(
    int[] tokens,
    float[] logProbabilities,
    List<List<TokenLogProbability>> alternatives,
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
    this(tokens, logProbabilities, List.of(), finishReason, message, List.of());
  }

  /** This answer, beside others. */
  public Completion beside(List<Completion> answers) {
    return new Completion(tokens, logProbabilities, alternatives, finishReason, message, answers);
  }
}
