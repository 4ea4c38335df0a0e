package io.scriptorium.engine.batch;

import io.scriptorium.engine.cache.BlockTable;
import io.scriptorium.engine.model.StepInput;
import io.scriptorium.engine.model.StepInput.CachedSegments;
import io.scriptorium.engine.model.StepInput.Segments;
import io.scriptorium.engine.model.StepInput.SingleRow;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A schedule laid out as a ragged batch: fresh sequences first, by length; then those with tokens
 * in the cache, by how many tokens they compute and how many keys they see, so that like ones are
 * neighbours and attend together; at last single tokens with many keys that lie side by side, which
 * are faster read in their places than gathered for a common product.
 *
 * @param input what the model computes
 * @param entries the sequences' parts in the order of their rows
 */
record StepBatch(StepInput input, List<Schedule.Entry> entries) {
  /** Runs end where a segment would see more than this many times the keys of the run's first... */
  private static final double WIDEST = 1.25;

  /** ...plus this many. */
  private static final int SLACK = 16;

  /** Most segments of a run: their keys should stay in a core's cache between the products. */
  private static final int LARGEST_RUN = 32;

  /** Fewer keys than this are gathered faster than they are read in their places. */
  private static final int LEAST_IN_PLACE = 96;

  /** A step of the model. */
  static StepBatch of(List<Schedule.Entry> entries, int axes) {
    return of(entries, axes, 0);
  }

  /** A step of the draft module, whose rows take the tokens that follow. */
  static StepBatch ofDrafts(List<Schedule.Entry> entries, int axes) {
    return of(entries, axes, 1);
  }

  private static StepBatch of(List<Schedule.Entry> entries, int axes, int ahead) {
    List<Schedule.Entry> order = new ArrayList<>(entries);
    order.sort(
        Comparator.comparing(StepBatch::inPlace)
            .thenComparing(entry -> !entry.isFresh())
            .thenComparingInt(Schedule.Entry::tokens)
            .thenComparingInt(Schedule.Entry::keys));
    int firstCached = 0;
    while (firstCached < order.size() && order.get(firstCached).isFresh()) {
      firstCached++;
    }
    int firstInPlace = firstCached;
    while (firstInPlace < order.size() && !inPlace(order.get(firstInPlace))) {
      firstInPlace++;
    }
    StepInput input =
        new StepRows(order, axes, ahead)
            .input(
                fresh(order.subList(0, firstCached)),
                cached(order.subList(firstCached, firstInPlace)),
                order.subList(firstInPlace, order.size()).stream().map(StepBatch::single).toList());
    return new StepBatch(input, List.copyOf(order));
  }

  private static boolean inPlace(Schedule.Entry entry) {
    return entry.tokens() == 1
        && entry.keys() >= LEAST_IN_PLACE
        && entry.sequence().running().blocks().isContiguous();
  }

  private static SingleRow single(Schedule.Entry entry) {
    return new SingleRow(entry.sequence().running().blocks().slot(0), entry.keys());
  }

  private static List<Segments> fresh(List<Schedule.Entry> entries) {
    List<Segments> runs = new ArrayList<>();
    int start = 0;
    for (int i = 1; i <= entries.size(); i++) {
      if (i == entries.size() || entries.get(i).tokens() != entries.get(start).tokens()) {
        runs.add(new Segments(i - start, entries.get(start).tokens()));
        start = i;
      }
    }
    return runs;
  }

  private static List<CachedSegments> cached(List<Schedule.Entry> entries) {
    List<CachedSegments> runs = new ArrayList<>();
    int start = 0;
    for (int i = 1; i <= entries.size(); i++) {
      if (i == entries.size()
          || i - start == LARGEST_RUN
          || !fitTogether(entries.get(start), entries.get(i))) {
        runs.add(run(entries.subList(start, i)));
        start = i;
      }
    }
    return runs;
  }

  private static boolean fitTogether(Schedule.Entry first, Schedule.Entry other) {
    return first.tokens() == other.tokens() && other.keys() <= WIDEST * first.keys() + SLACK;
  }

  private static CachedSegments run(List<Schedule.Entry> entries) {
    int count = entries.size();
    int width = entries.get(count - 1).keys();
    long[] keys = new long[count * width];
    long[] keyCounts = new long[count];
    for (int i = 0; i < count; i++) {
      Schedule.Entry entry = entries.get(i);
      BlockTable blocks = entry.sequence().running().blocks();
      blocks.copySlots(entry.keys(), keys, i * width, width);
      keyCounts[i] = entry.keys();
    }
    return new CachedSegments(new Segments(count, entries.get(0).tokens()), keys, keyCounts);
  }
}
