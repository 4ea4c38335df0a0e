package io.scriptorium.app.bench;

import io.scriptorium.app.bench.measure.PageImages;
import io.scriptorium.app.bench.measure.RoundProgress;
import io.scriptorium.app.bench.measure.Samples;
import io.scriptorium.app.console.ActionableException;
import io.scriptorium.app.console.Figures;
import io.scriptorium.app.console.Progress;
import io.scriptorium.app.pipeline.TemporaryFolder;
import io.scriptorium.app.reader.NumbersOption;
import io.scriptorium.engine.PixelValues;
import io.scriptorium.engine.Request;
import io.scriptorium.engine.batch.EngineSettings;
import io.scriptorium.engine.bench.LineRequests;
import io.scriptorium.engine.bench.VisionEncoder;
import io.scriptorium.engine.bench.VisionShape;
import io.scriptorium.engine.model.BundledModel;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Compares packed images with padded ones. */
@Command(
    name = "vision",
    description = {
      "Measure the vision tower on images packed end to end and on the same images padded to the"
          + " largest of their batch, round by round.",
      "vision is the bundled model with the text lines of pages; vision_pages is a small tower with"
          + " random weights and images in sizes of pages and parts of pages."
    })
public final class BenchVisionCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private NumbersOption numbers;

  @Parameters(
      arity = "0..1",
      paramLabel = "DIR",
      description = "Folder with PNG or JPEG pages to take lines from (default: the samples).")
  private Optional<Path> folder = Optional.empty();

  @Option(
      names = "--batch",
      paramLabel = "N",
      defaultValue = "8",
      description = "Images of a batch (default: ${DEFAULT-VALUE}).")
  private int batch;

  @Option(
      names = "--images",
      paramLabel = "N",
      defaultValue = "512",
      description =
          "Line images of a round; of pages a sixteenth of it (default: ${DEFAULT-VALUE}).")
  private int images;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "5",
      description = "How often everything is measured (default: ${DEFAULT-VALUE}).")
  private int rounds;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Write the figures as a flat JSON object.")
  private Optional<Path> json = Optional.empty();

  @Override
  public Integer call() throws IOException {
    if (batch < 1 || images < 1 || rounds < 1) {
      throw new ActionableException("--batch, --images and --rounds are at least 1");
    }
    Map<String, Measured> found = new LinkedHashMap<>();
    try (Progress progress = new RoundProgress(spec.commandLine().getErr())) {
      found.put("vision", lines(progress));
      found.put("vision_pages", pages(progress));
    }
    print(found);
    if (json.isPresent()) {
      Figures figures =
          new Figures().put("processors", (long) Runtime.getRuntime().availableProcessors());
      found.forEach((name, measured) -> measured.putInto(figures, name));
      figures.writeTo(json.get());
    }
    return CommandLine.ExitCode.OK;
  }

  private Measured lines(Progress progress) throws IOException {
    List<Path> pages = PageImages.in(folder.orElseGet(PageImages::samples));
    Path model = BundledModel.folder();
    try (VisionEncoder encoder = VisionEncoder.load(model, settings())) {
      LineRequests lines = PageLines.find(model, encoder.tokens(), pages);
      List<PixelValues> pixels =
          lines.cycle(images).stream().map(Request::images).flatMap(List::stream).toList();
      return measure("vision", encoder, pixels, progress);
    }
  }

  private Measured pages(Progress progress) throws IOException {
    VisionShape shape = VisionShape.small();
    try (TemporaryFolder folders = TemporaryFolder.create()) {
      Path model = folders.folder("vision");
      shape.writeTo(model);
      try (VisionEncoder encoder = VisionEncoder.load(model, settings())) {
        List<PixelValues> pixels = shape.pages(Math.max(batch, images / 16));
        return measure("vision_pages", encoder, pixels, progress);
      }
    }
  }

  private Measured measure(
      String name, VisionEncoder encoder, List<PixelValues> pixels, Progress progress) {
    Samples samples = new VisionBench(name, encoder, progress).measure(pixels, batch, rounds);
    return new Measured(encoder.numbers(), samples);
  }

  private EngineSettings settings() {
    return EngineSettings.defaults().withComputeType(numbers.chosen());
  }

  private void print(Map<String, Measured> found) {
    PrintWriter out = spec.commandLine().getOut();
    out.printf(
        "%d processors, one thread each; batches of %d images; %d rounds, interleaved%n",
        Runtime.getRuntime().availableProcessors(), batch, rounds);
    found.forEach((name, measured) -> measured.print(name, out));
    out.flush();
  }
}
