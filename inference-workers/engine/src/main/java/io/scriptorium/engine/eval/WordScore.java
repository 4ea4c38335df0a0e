package io.scriptorium.engine.eval;

import java.util.List;

/**
 * How many words of a page were read, whatever their order.
 *
 * @param hits true words that the answer has, each as often as it occurs in both
 * @param truths words of the truth
 * @param said words of the answer
 */
public record WordScore(int hits, int truths, int said) {

  /** Compares an answer with the truth. */
  public static WordScore of(PageTruth truth, String answer, Matching matching) {
    List<String> truths = matching.words(truth.text());
    List<String> said = matching.words(answer);
    return new WordScore(Counts.common(truths, said), truths.size(), said.size());
  }

  /** Share of the true words that the answer has, 0 to 1; 0 for an empty truth. */
  public double recall() {
    return (double) hits / Math.max(1, truths);
  }

  /** Share of the answer's words that are true, 0 to 1; 0 for an empty answer. */
  public double precision() {
    return (double) hits / Math.max(1, said);
  }

  WordScore plus(WordScore other) {
    return new WordScore(hits + other.hits, truths + other.truths, said + other.said);
  }
}
