package io.scriptorium.app.bench;

import io.scriptorium.app.console.Progress;
import io.scriptorium.engine.batch.EngineSettings;
import io.scriptorium.engine.bench.EngineMode;
import io.scriptorium.engine.bench.LineRequests;
import io.scriptorium.engine.model.BundledModel;
import io.scriptorium.engine.model.ComputeType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BooleanSupplier;

/** Measures the bundled model on the text lines of pages. */
final class ReaderBench {
  static final String NAME = "reader";

  private static final int TIMES = 6;
  private static final int FEW = 32;

  private final ComputeType numbers;
  private final Effort effort;
  private final Progress progress;

  ReaderBench(ComputeType numbers, Effort effort, Progress progress) {
    this.numbers = numbers;
    this.effort = effort;
    this.progress = progress;
  }

  Measured measure(List<Path> pages, BooleanSupplier ends) throws IOException {
    Path folder = BundledModel.folder();
    EngineSettings settings = BatchingBench.settings().withComputeType(numbers);
    try (EngineMode continuous = EngineMode.start(folder, settings, List.of())) {
      LineRequests lines = lines(folder, continuous, pages);
      progress.say("%s: %d lines".formatted(NAME, lines.requests().size()));
      Workload workload = new Workload(NAME, TIMES, FEW, lines::cycle);
      try (BatchingBench bench = new BatchingBench(continuous, workload, effort, progress)) {
        bench.samples().add("lines", lines.requests().size());
        bench.watchMemory();
        bench.measure(folder, settings, ends);
        return new Measured(continuous.model().shape().numbers(), bench.samples());
      }
    }
  }

  private static LineRequests lines(Path folder, EngineMode engine, List<Path> pages)
      throws IOException {
    LineRequests lines = PageLines.find(folder, engine.model().images().orElseThrow(), pages);
    return PageLines.require(lines.ending(engine.model().generator()));
  }
}
