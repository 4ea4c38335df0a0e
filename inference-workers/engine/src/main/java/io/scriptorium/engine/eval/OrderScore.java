package io.scriptorium.engine.eval;

import java.util.List;

/**
 * How far an answer has its true words in the true order.
 *
 * @param inOrder length of the longest common subsequence of words
 * @param common words that both have, whatever the order
 */
public record OrderScore(int inOrder, int common) {

  /** Compares an answer with the truth, word by word (strict). */
  public static OrderScore of(PageTruth truth, String answer) {
    List<String> truths = Matching.STRICT.words(truth.text());
    List<String> said = Matching.STRICT.words(answer);
    return new OrderScore(longestCommon(truths, said), Counts.common(truths, said));
  }

  /** Share of the common words that need not be moved, 0 to 1; 1 where there are none. */
  public double share() {
    return common == 0 ? 1 : (double) inOrder / common;
  }

  private static int longestCommon(List<String> one, List<String> other) {
    int[] above = new int[other.size() + 1];
    for (String word : one) {
      int[] row = new int[other.size() + 1];
      for (int j = 0; j < other.size(); j++) {
        row[j + 1] = word.equals(other.get(j)) ? above[j] + 1 : Math.max(row[j], above[j + 1]);
      }
      above = row;
    }
    return above[other.size()];
  }
}
