package io.scriptorium.app.bench;

import io.scriptorium.app.console.ActionableException;
import io.scriptorium.app.console.Progress;
import io.scriptorium.engine.batch.EngineSettings;
import io.scriptorium.engine.bench.EngineMode;
import io.scriptorium.engine.bench.LineRequests;
import io.scriptorium.engine.image.ImageRejectedException;
import io.scriptorium.engine.model.BundledModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BooleanSupplier;

/** Measures the bundled model on the text lines of pages. */
final class ReaderBench {
  static final String NAME = "reader";

  private static final int TIMES = 6;
  private static final int FEW = 32;

  private final Effort effort;
  private final Progress progress;

  ReaderBench(Effort effort, Progress progress) {
    this.effort = effort;
    this.progress = progress;
  }

  Samples measure(List<Path> pages, BooleanSupplier ends) throws IOException {
    Path folder = BundledModel.folder();
    EngineSettings settings = BatchingBench.settings();
    try (EngineMode continuous = EngineMode.start(folder, settings, List.of())) {
      LineRequests lines = lines(folder, continuous, pages);
      progress.say("%s: %d lines".formatted(NAME, lines.requests().size()));
      Workload workload = new Workload(NAME, TIMES, FEW, lines::cycle);
      try (BatchingBench bench = new BatchingBench(continuous, workload, effort, progress)) {
        bench.samples().add("lines", lines.requests().size());
        bench.watchMemory();
        bench.measure(folder, settings, ends);
        return bench.samples();
      }
    }
  }

  private static LineRequests lines(Path folder, EngineMode engine, List<Path> pages)
      throws IOException {
    try {
      LineRequests lines =
          LineRequests.of(folder, engine.model().images().orElseThrow(), pages)
              .ending(engine.model().generator());
      if (lines.requests().isEmpty()) {
        throw new ActionableException("No text line was found on the pages");
      }
      return lines;
    } catch (ImageRejectedException e) {
      throw new ActionableException("A page cannot be read: " + e.getMessage(), e);
    }
  }
}
