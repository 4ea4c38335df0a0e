package io.scriptorium.app.bench.pipeline;

import io.scriptorium.engine.task.StageTimes;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

/**
 * How processor time divides over the stages. Threads tell it; where one thread serves two stages,
 * its time is divided as the reader's own clocks say.
 *
 * @param seconds processor seconds of each stage
 */
record StageShares(Map<Stage, Double> seconds) {

  /**
   * Divides processor time.
   *
   * @param threads processor seconds by name of thread
   * @param ended processor seconds of threads that are gone; the splitter has one a document
   * @param clocks wall times of the reader's stages meanwhile
   */
  static StageShares of(Map<String, Double> threads, double ended, StageTimes clocks) {
    Map<Stage, Double> seconds = new EnumMap<>(Stage.class);
    add(seconds, Stage.SPLITTING, Math.max(0, ended));
    threads.forEach(
        (thread, taken) -> {
          if (Stage.isPreparation(thread)) {
            double part = share(clocks.decode(), clocks.layout());
            add(seconds, Stage.DECODING_FILES, taken * part);
            add(seconds, Stage.FINDING_LINES, taken * (1 - part));
          } else if (Stage.isEngine(thread)) {
            double part = share(clocks.vision(), clocks.text());
            add(seconds, Stage.ENCODER, taken * part);
            add(seconds, Stage.DECODING_TEXT, taken * (1 - part));
          } else {
            add(seconds, Stage.of(thread), taken);
          }
        });
    return new StageShares(seconds);
  }

  /** The sum of both. */
  StageShares plus(StageShares other) {
    Map<Stage, Double> sum = new EnumMap<>(Stage.class);
    sum.putAll(seconds);
    other.seconds.forEach((stage, taken) -> add(sum, stage, taken));
    return new StageShares(sum);
  }

  /** Processor seconds of all stages. */
  double whole() {
    return seconds.values().stream().mapToDouble(Double::doubleValue).sum();
  }

  /** Processor seconds of a stage. */
  double of(Stage stage) {
    return seconds.getOrDefault(stage, 0.0);
  }

  /** Part of the whole, 0 to 1. */
  double share(Stage stage) {
    return whole() == 0 ? 0 : of(stage) / whole();
  }

  private static double share(Duration one, Duration other) {
    double whole = one.plus(other).toNanos();
    return whole == 0 ? 0 : one.toNanos() / whole;
  }

  private static void add(Map<Stage, Double> seconds, Stage stage, double taken) {
    seconds.merge(stage, taken, Double::sum);
  }
}
