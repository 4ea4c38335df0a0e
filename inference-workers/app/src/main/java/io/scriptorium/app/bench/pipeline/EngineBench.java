package io.scriptorium.app.bench.pipeline;

import io.scriptorium.app.bench.measure.Samples;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Compares the pipeline with the engine alone, on the same pages and with the same loaded model.
 * Rounds alternate, and who begins does, too, so that a machine that gets slower or faster favours
 * nobody. While the engine is alone no broker runs in this process: each of the pipeline's rounds
 * has a pipeline of its own, whose start is not counted.
 */
final class EngineBench {
  private final Reading reading;
  private final Watch watch;
  private final BareEngine engine;
  private final Samples samples = new Samples();

  EngineBench(Reading reading, Watch watch) {
    this.reading = reading;
    this.watch = watch;
    engine = new BareEngine(reading, watch);
  }

  /**
   * Measures.
   *
   * @param warmUp pages that the pipeline reads before the first round
   * @param set pages that each round is warmed up with
   * @param pages pages of a round
   * @param rounds rounds of each
   */
  Found measure(List<Path> warmUp, List<Path> set, List<Path> pages, int rounds)
      throws IOException {
    watch.progress().say("warming up with %d pages".formatted(warmUp.size()));
    try (MeasuredPipeline pipeline = MeasuredPipeline.start(reading, watch)) {
      pipeline.read(warmUp);
    }
    for (int round = 1; round <= rounds && !watch.ends(); round++) {
      if (round % 2 == 1) {
        Round whole = pipeline(set, pages, round);
        add(whole, alone(set, pages, round));
      } else {
        Round alone = alone(set, pages, round);
        add(pipeline(set, pages, round), alone);
      }
      watch.progress().update(round, rounds);
    }
    return new Found.Measured(
        "whole pipeline over the engine alone, %d pages a round".formatted(pages.size()),
        "engine",
        samples);
  }

  private Round pipeline(List<Path> set, List<Path> pages, int number) throws IOException {
    try (MeasuredPipeline pipeline = MeasuredPipeline.start(reading, watch)) {
      pipeline.read(set);
      return told("pipeline", number, pipeline.read(pages));
    }
  }

  private Round alone(List<Path> set, List<Path> pages, int number) throws IOException {
    engine.read(set);
    return told("engine alone", number, engine.read(pages));
  }

  private Round told(String who, int number, Round round) {
    watch.progress().say("round %d: %s: %s".formatted(number, who, round));
    return round.requireAll();
  }

  private void add(Round pipeline, Round engine) {
    if (watch.ends()) {
      return;
    }
    samples.add("pipeline_pages_per_second", pipeline.pagesPerSecond());
    samples.add("engine_pages_per_second", engine.pagesPerSecond());
    samples.add("pipeline_over_engine", pipeline.pagesPerSecond() / engine.pagesPerSecond());
    samples.add("pipeline_processor_seconds_per_page", pipeline.processorSeconds());
    samples.add("engine_processor_seconds_per_page", engine.processorSeconds());
    samples.add(
        "engine_over_pipeline_processor_seconds",
        engine.processorSeconds() / pipeline.processorSeconds());
    for (Stage stage : Stage.values()) {
      samples.add(
          "added_processor_ms_per_page." + stage.key(),
          1e3 * (pipeline.processorSeconds(stage) - engine.processorSeconds(stage)));
    }
  }
}
