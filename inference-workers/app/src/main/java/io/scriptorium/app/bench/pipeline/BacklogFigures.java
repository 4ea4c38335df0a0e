package io.scriptorium.app.bench.pipeline;

import io.scriptorium.app.bench.measure.Samples;
import io.scriptorium.app.console.Figures;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What a worker cost from the start of a backlog to its end, in each of several backlogs. */
final class BacklogFigures implements Found {
  /** Parts of equal length that a backlog is measured in. */
  static final int PARTS = 20;

  private static final int QUARTER = PARTS / 4;
  private static final String PREFIX = "backlog.";
  private static final String WALL = "microseconds_per_job";
  private static final String PROCESSOR = "processor_microseconds_per_job";
  private static final String MEMORY = "resident_mib";
  private static final String LIVE = "live_heap_mib";
  private static final List<String> ALL = List.of(WALL, PROCESSOR, MEMORY);
  private static final double MIB = 1048576;

  private final Samples samples = new Samples();
  private final Samples parts = new Samples();
  private final List<Backlog> backlogs;

  BacklogFigures(List<Backlog> backlogs) {
    this.backlogs = List.copyOf(backlogs);
    for (Backlog backlog : backlogs) {
      add(backlog.points());
      samples.add(LIVE, backlog.liveHeapBytes() / MIB);
    }
  }

  /**
   * What a backlog told.
   *
   * @param points the start, and the end of each part
   * @param wrong results that were repeated or not as they should be
   * @param liveHeapBytes of objects that were left when it was over
   */
  record Backlog(List<CostPoint> points, long wrong, long liveHeapBytes) {
    long jobs() {
      return points.get(points.size() - 1).jobs();
    }
  }

  private void add(List<CostPoint> points) {
    Cost start = Cost.between(points.get(0), points.get(QUARTER));
    Cost end = Cost.between(points.get(PARTS - QUARTER), points.get(PARTS));
    compare(WALL, start.wall(), end.wall());
    compare(PROCESSOR, start.processor(), end.processor());
    compare(MEMORY, start.resident(), end.resident());
    for (int part = 1; part <= PARTS; part++) {
      Cost cost = Cost.between(points.get(part - 1), points.get(part));
      parts.add(WALL + "." + part, cost.wall());
      parts.add(PROCESSOR + "." + part, cost.processor());
      parts.add(MEMORY + "." + part, cost.resident());
    }
  }

  /** The first quarter and the last. */
  private void compare(String name, double start, double end) {
    samples.add(name + ".start", start);
    samples.add(name + ".end", end);
    samples.add(name + "_end_over_start", end / start);
  }

  /**
   * Of some jobs in a row.
   *
   * @param wall microseconds a job
   * @param processor microseconds a job of all threads
   * @param resident MiB after them
   */
  private record Cost(double wall, double processor, double resident) {
    static Cost between(CostPoint before, CostPoint after) {
      double thousands = 1e3 * (after.jobs() - before.jobs());
      return new Cost(
          (after.nanos() - before.nanos()) / thousands,
          (after.processorNanos() - before.processorNanos()) / thousands,
          after.residentBytes() / MIB);
    }
  }

  private long wrong() {
    return backlogs.stream().mapToLong(Backlog::wrong).sum();
  }

  @Override
  public boolean isGood() {
    return wrong() == 0;
  }

  @Override
  public void print(PrintWriter out) {
    out.printf(
        "%d backlogs of %,d small jobs, worker alone; %,d results wrong or repeated%n",
        backlogs.size(), jobs(), wrong());
    samples.print(out);
    for (String name : ALL) {
      out.println("  " + name + " by twentieths: " + series(name));
    }
  }

  private long jobs() {
    return backlogs.stream().mapToLong(Backlog::jobs).max().orElse(0);
  }

  private String series(String name) {
    return IntStream.rangeClosed(1, backlogs.isEmpty() ? 0 : PARTS)
        .mapToObj(
            part -> String.format(Locale.ROOT, "%.0f", parts.spread(name + "." + part).median()))
        .collect(Collectors.joining(" "));
  }

  @Override
  public void putInto(Figures figures) {
    figures.put(PREFIX + "jobs", jobs()).put(PREFIX + "wrong_results", wrong());
    samples.putInto(figures, PREFIX);
    parts.putInto(figures, PREFIX);
  }
}
