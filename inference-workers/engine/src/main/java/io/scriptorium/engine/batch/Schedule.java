package io.scriptorium.engine.batch;

import java.util.List;

/**
 * What a step computes.
 *
 * @param entries the sequences that take part
 * @param copies what must be copied in the cache before; doing so again does no harm
 */
record Schedule(List<Entry> entries, List<SlotCopy> copies) {
  /** Neighbouring slots whose content other slots get, since two sequences went on from it. */
  record SlotCopy(int from, int to, int count) {}

  /** A part of it. */
  Schedule part(int first, int end) {
    return new Schedule(entries.subList(first, end), copies);
  }

  /**
   * A sequence's part in a step.
   *
   * @param sequence who
   * @param start index of the first token that is computed
   * @param tokens how many are computed
   * @param sampled after how many of them, the last ones, a token is predicted
   */
  record Entry(Sequence sequence, int start, int tokens, int sampled) {
    /** The next tokens of a sequence; drafts among them are those beyond its length. */
    static Entry next(Sequence sequence, int tokens) {
      int start = sequence.computedTokens();
      return new Entry(
          sequence, start, tokens, Math.max(0, start + tokens - sequence.length() + 1));
    }

    /** Whether nothing of the sequence is in the cache before. */
    boolean isFresh() {
      return start == 0;
    }

    /** Keys that its last row sees. */
    int keys() {
      return start + tokens;
    }
  }

  boolean isEmpty() {
    return entries.isEmpty();
  }

  /** Rows of the step. */
  int tokens() {
    return entries.stream().mapToInt(Entry::tokens).sum();
  }

  /** Rows of the step that a token is predicted from. */
  int sampled() {
    return entries.stream().mapToInt(Entry::sampled).sum();
  }
}
