package io.scriptorium.app.bench.pipeline;

import io.scriptorium.app.bench.measure.Samples;
import io.scriptorium.app.console.Figures;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What a worker cost from the start of a backlog to its end. */
final class BacklogFigures implements Found {
  /** Parts of equal length that a backlog is measured in. */
  static final int PARTS = 20;

  private static final String PREFIX = "backlog.";
  private static final String WALL = "microseconds_per_job";
  private static final String PROCESSOR = "processor_microseconds_per_job";
  private static final String MEMORY = "resident_mib";
  private static final double MIB = 1048576;

  private final Samples samples = new Samples();
  private final long jobs;
  private final long wrong;

  /**
   * Figures of points in time.
   *
   * @param points the start, and the end of each part
   * @param wrong results that were repeated or not as they should be
   */
  BacklogFigures(List<CostPoint> points, long wrong) {
    this.jobs = points.isEmpty() ? 0 : points.get(points.size() - 1).jobs();
    this.wrong = wrong;
    for (int i = 1; i < points.size(); i++) {
      CostPoint before = points.get(i - 1);
      CostPoint after = points.get(i);
      double done = after.jobs() - before.jobs();
      samples.add(WALL, (after.nanos() - before.nanos()) / 1e3 / done);
      samples.add(PROCESSOR, (after.processorNanos() - before.processorNanos()) / 1e3 / done);
      samples.add(MEMORY, after.residentBytes() / MIB);
    }
    for (String name : List.of(WALL, PROCESSOR, MEMORY)) {
      ratio(name);
    }
  }

  /** The median of the last quarter over that of the first. */
  private void ratio(String name) {
    List<Double> values = samples.values(name);
    int quarter = values.size() / 4;
    if (quarter > 0) {
      Samples ends = new Samples();
      values.subList(0, quarter).forEach(value -> ends.add("start", value));
      values
          .subList(values.size() - quarter, values.size())
          .forEach(value -> ends.add("end", value));
      samples.add(
          name + "_end_over_start", ends.spread("end").median() / ends.spread("start").median());
    }
  }

  @Override
  public boolean isGood() {
    return wrong == 0;
  }

  @Override
  public void print(PrintWriter out) {
    out.printf(
        "a backlog of %,d small jobs, worker alone; %,d results wrong or repeated%n", jobs, wrong);
    samples.print(out);
    for (String name : List.of(WALL, PROCESSOR, MEMORY)) {
      out.println("  " + name + " by twentieths: " + series(name));
    }
  }

  private String series(String name) {
    return samples.values(name).stream()
        .map(value -> String.format(Locale.ROOT, "%.0f", value))
        .collect(Collectors.joining(" "));
  }

  @Override
  public void putInto(Figures figures) {
    figures.put(PREFIX + "jobs", jobs).put(PREFIX + "wrong_results", wrong);
    samples.putInto(figures, PREFIX);
    for (String name : List.of(WALL, PROCESSOR, MEMORY)) {
      List<Double> values = samples.values(name);
      for (int i = 0; i < values.size(); i++) {
        figures.put(PREFIX + name + "." + (i + 1), values.get(i));
      }
    }
  }
}
