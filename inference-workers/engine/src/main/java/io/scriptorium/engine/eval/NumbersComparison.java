package io.scriptorium.engine.eval;

import io.scriptorium.engine.Completion;
import java.util.List;
import java.util.OptionalDouble;

/**
 * How often a model chooses another token when it computes with other numbers. After the first
 * token that differs, answers continue different texts: nothing behind it is compared. A stop token
 * is a token like others.
 *
 * @param answers that were compared
 * @param differences answers in which a token differs
 * @param compared tokens up to those that differ, or to the end, them included
 * @param meanLogProbabilityDifference mean absolute difference of the tokens' log-probabilities, in
 *     nats, over tokens before the one that differs; empty if there are none
 */
public record NumbersComparison(
    int answers, int differences, long compared, OptionalDouble meanLogProbabilityDifference) {
  private static final int STOP = -1;

  /**
   * Compares answers to the same requests.
   *
   * @throws IllegalArgumentException if there are more of one than of the other
   */
  public static NumbersComparison of(List<Completion> reference, List<Completion> others) {
    if (reference.size() != others.size()) {
      throw new IllegalArgumentException(
          "%d answers beside %d".formatted(reference.size(), others.size()));
    }
    int differences = 0;
    long same = 0;
    double sum = 0;
    for (int i = 0; i < reference.size(); i++) {
      Completion one = reference.get(i);
      Completion other = others.get(i);
      int common = common(one, other);
      if (common < tokens(one) || common < tokens(other)) {
        differences++;
      }
      same += common;
      for (int j = 0; j < common; j++) {
        sum += Math.abs(one.logProbabilities()[j] - other.logProbabilities()[j]);
      }
    }
    return new NumbersComparison(
        reference.size(),
        differences,
        same + differences,
        same == 0 ? OptionalDouble.empty() : OptionalDouble.of(sum / same));
  }

  /** Share of the answers that are the same. */
  public double equalShare() {
    return answers == 0 ? 1 : (double) (answers - differences) / answers;
  }

  /** One token in so many differs; empty if none does. */
  public OptionalDouble tokensPerDifference() {
    return differences == 0
        ? OptionalDouble.empty()
        : OptionalDouble.of((double) compared / differences);
  }

  /** Tokens of an answer, with the stop token. */
  private static int tokens(Completion completion) {
    return completion.logProbabilities().length;
  }

  private static int common(Completion one, Completion other) {
    int length = Math.min(tokens(one), tokens(other));
    int common = 0;
    while (common < length && token(one, common) == token(other, common)) {
      common++;
    }
    return common;
  }

  private static int token(Completion completion, int index) {
    return index < completion.tokens().length ? completion.tokens()[index] : STOP;
  }
}
