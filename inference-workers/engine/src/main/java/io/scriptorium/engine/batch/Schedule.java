package io.scriptorium.engine.batch;

import java.util.List;

/**
 * What a step computes.
 *
 * @param entries the sequences that take part
 */
record Schedule(List<Entry> entries) {
  /**
   * A sequence's part in a step.
   *
   * @param sequence who
   * @param tokens how many of its tokens are computed
   */
  record Entry(Sequence sequence, int tokens) {
    /** Whether its cache is empty so far. */
    boolean isFresh() {
      return sequence.computedTokens() == 0;
    }

    /** Keys that its last row sees. */
    int keys() {
      return sequence.computedTokens() + tokens;
    }

    /** Whether a token follows: all of its tokens are computed then. */
    boolean isSampled() {
      return keys() == sequence.length();
    }
  }

  boolean isEmpty() {
    return entries.isEmpty();
  }
}
