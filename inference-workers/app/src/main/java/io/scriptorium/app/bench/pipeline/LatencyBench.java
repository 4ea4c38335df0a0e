package io.scriptorium.app.bench.pipeline;

import io.scriptorium.app.bench.measure.Samples;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Time from submit to result when nothing else is under way: one page at a time through the
 * pipeline and, in turn, through the engine alone, with a pause before each.
 */
final class LatencyBench {
  private static final double ALMOST_ALL = 0.99;

  private final Reading reading;
  private final Watch watch;
  private final Samples samples = new Samples();

  LatencyBench(Reading reading, Watch watch) {
    this.reading = reading;
    this.watch = watch;
  }

  /**
   * Measures.
   *
   * @param set pages, in turn
   * @param count how often
   */
  Found measure(List<Path> set, int count, Duration pause)
      throws IOException, InterruptedException {
    BareEngine engine = new BareEngine(reading, watch);
    try (MeasuredPipeline pipeline = MeasuredPipeline.start(reading, watch)) {
      for (Path page : set) {
        pipeline.readOne(page);
        engine.readOne(page);
      }
      for (int i = 0; i < count && !watch.ends(); i++) {
        Path page = set.get(i % set.size());
        Thread.sleep(pause.toMillis());
        if (i / set.size() % 2 == 0) {
          double whole = millis(pipeline.readOne(page));
          Thread.sleep(pause.toMillis());
          add(whole, millis(engine.readOne(page)));
        } else {
          double alone = millis(engine.readOne(page));
          Thread.sleep(pause.toMillis());
          add(millis(pipeline.readOne(page)), alone);
        }
        watch.progress().update(i + 1L, count);
      }
    }
    if (!watch.ends()) {
      for (String name : List.of("pipeline_ms", "engine_ms", "added_ms")) {
        samples.add(name + "_p99", samples.percentile(name, ALMOST_ALL));
      }
    }
    return new Found.Measured(
        "from submit to result, one page at a time, %d ms between them".formatted(pause.toMillis()),
        "latency",
        samples);
  }

  private void add(double pipeline, double engine) {
    samples.add("pipeline_ms", pipeline);
    samples.add("engine_ms", engine);
    samples.add("added_ms", pipeline - engine);
    samples.add("pipeline_over_engine", pipeline / engine);
    samples.add("share_not_inference", 1 - engine / pipeline);
  }

  private static double millis(Duration time) {
    return time.toNanos() / 1e6;
  }
}
