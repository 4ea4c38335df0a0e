package io.scriptorium.app.bench.pipeline;

import io.scriptorium.app.bench.measure.Samples;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Compares pipelines whose topics have more and more partitions with one whose topics have one. The
 * order is turned round in every other round.
 */
final class PartitionsBench {
  private static final int BASELINE = 1;
  private static final List<Integer> PARTITIONS = List.of(BASELINE, 2, 4);

  private final Reading reading;
  private final Watch watch;
  private final Samples samples = new Samples();

  PartitionsBench(Reading reading, Watch watch) {
    this.reading = reading;
    this.watch = watch;
  }

  /**
   * Measures.
   *
   * @param set pages that each round is warmed up with
   * @param pages pages of a round
   * @param rounds rounds of each
   */
  Found measure(List<Path> set, List<Path> pages, int rounds) throws IOException {
    for (int round = 1; round <= rounds && !watch.ends(); round++) {
      List<Integer> order = new ArrayList<>(PARTITIONS);
      if (round % 2 == 0) {
        Collections.reverse(order);
      }
      Map<Integer, Double> rates = new TreeMap<>();
      for (int partitions : order) {
        rates.put(partitions, rate(partitions, set, pages, round));
      }
      if (!watch.ends()) {
        add(rates);
      }
      watch.progress().update(round, rounds);
    }
    return new Found.Measured(
        "pages a second at so many partitions a topic, %d pages a round".formatted(pages.size()),
        "partitions",
        samples);
  }

  private double rate(int partitions, List<Path> set, List<Path> pages, int number)
      throws IOException {
    try (MeasuredPipeline pipeline = MeasuredPipeline.start(partitions, reading, watch)) {
      pipeline.read(set);
      Round round = pipeline.read(pages);
      watch.progress().say("round %d: %d partitions: %s".formatted(number, partitions, round));
      return round.requireAll().pagesPerSecond();
    }
  }

  private void add(Map<Integer, Double> rates) {
    double baseline = rates.getOrDefault(BASELINE, Double.NaN);
    rates.forEach(
        (partitions, rate) -> {
          samples.add("pages_per_second." + partitions, rate);
          if (partitions != BASELINE) {
            samples.add("over_one_partition." + partitions, rate / baseline);
          }
        });
  }
}
