package io.scriptorium.engine.model;

import java.util.ArrayList;
import java.util.List;

/** Segments in their order, neighbours of equal length counted together. */
public final class SegmentRuns {
  private final List<StepInput.Segments> runs = new ArrayList<>();

  /** Adds a segment. */
  public void add(int length) {
    int last = runs.size() - 1;
    if (last >= 0 && runs.get(last).length() == length) {
      runs.set(last, new StepInput.Segments(runs.get(last).count() + 1, length));
    } else {
      runs.add(new StepInput.Segments(1, length));
    }
  }

  /** Pairs of count and length. */
  public long[] toArray() {
    long[] pairs = new long[2 * runs.size()];
    for (int i = 0; i < runs.size(); i++) {
      pairs[2 * i] = runs.get(i).count();
      pairs[2 * i + 1] = runs.get(i).length();
    }
    return pairs;
  }
}
