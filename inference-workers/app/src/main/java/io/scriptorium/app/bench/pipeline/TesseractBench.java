package io.scriptorium.app.bench.pipeline;

import io.scriptorium.app.pipeline.TemporaryFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** Compares the pipeline with Tesseract, round by round. */
final class TesseractBench {
  private final Tesseract tesseract;
  private final Reading reading;
  private final Watch watch;

  TesseractBench(Tesseract tesseract, Reading reading, Watch watch) {
    this.tesseract = tesseract;
    this.reading = reading;
    this.watch = watch;
  }

  Found measure(List<Path> pages, int rounds) throws IOException, InterruptedException {
    TesseractFigures figures = new TesseractFigures(pages.size(), tesseract.version());
    try (TemporaryFolder folders = TemporaryFolder.create();
        MeasuredPipeline pipeline = MeasuredPipeline.start(reading, watch)) {
      watch.progress().say("warming up with %d pages".formatted(pages.size()));
      pipeline.read(pages);
      Path theirs = folders.folder("baseline");
      for (int round = 1; round <= rounds && !watch.ends(); round++) {
        Round ours = pipeline.read(pages);
        double seconds = tesseract.read(pages, theirs).toNanos() / 1e9;
        figures.add(ours, seconds);
        watch
            .progress()
            .say(
                String.format(
                    Locale.ROOT, "round %d: %s; Tesseract took %.1f s", round, ours, seconds));
        watch.progress().update(round, rounds);
      }
    }
    return figures;
  }
}
