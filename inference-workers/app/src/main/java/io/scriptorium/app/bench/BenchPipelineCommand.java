package io.scriptorium.app.bench;

import io.scriptorium.app.console.ActionableException;
import io.scriptorium.app.console.Interruption;
import io.scriptorium.app.console.Progress;
import io.scriptorium.app.console.Verbosity;
import io.scriptorium.app.job.LimitOptions;
import io.scriptorium.app.job.TaskOptions;
import io.scriptorium.app.pipeline.Documents;
import io.scriptorium.app.pipeline.LocalDocuments;
import io.scriptorium.app.pipeline.LocalPipeline;
import io.scriptorium.app.pipeline.TemporaryFolder;
import io.scriptorium.app.reader.ReaderOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Compares the whole pipeline with Tesseract. */
@Command(
    name = "pipeline",
    description = {
      "Measure pages a second of the whole pipeline (embedded broker, splitter, worker, assembler,"
          + " results as files) and of Tesseract on all processors, round by round on the same"
          + " pages, and where the pipeline's time goes.",
      "Needs Tesseract: sudo apt-get install tesseract-ocr"
    })
public final class BenchPipelineCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ReaderOptions reader;
  @Mixin private TaskOptions task;
  @Mixin private LimitOptions limits;

  @Parameters(
      arity = "0..1",
      paramLabel = "DIR",
      description = "Folder with PNG or JPEG pages (default: the samples).")
  private Optional<Path> folder = Optional.empty();

  @Option(
      names = "--copies",
      paramLabel = "N",
      defaultValue = "4",
      description =
          "Times that each page is sent in a round, so that the pipeline fills (default:"
              + " ${DEFAULT-VALUE}).")
  private int copies;

  @Option(
      names = "--repeat",
      paramLabel = "N",
      defaultValue = "3",
      description = "Rounds of each (default: ${DEFAULT-VALUE}).")
  private int repeat;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Write the figures as a flat JSON object.")
  private Optional<Path> json = Optional.empty();

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (copies < 1 || repeat < 1) {
      throw new ActionableException("--copies and --repeat are at least 1");
    }
    Verbosity.leaveFailuresTo(spec.commandLine());
    Tesseract tesseract = Tesseract.find();
    List<Path> set = PageImages.in(folder.orElseGet(PageImages::samples));
    List<Path> pages = Collections.nCopies(copies, set).stream().flatMap(List::stream).toList();
    PipelineFigures figures =
        new PipelineFigures(
            pages.size(), Runtime.getRuntime().availableProcessors(), tesseract.version());
    try (Interruption interruption = Interruption.listen();
        TemporaryFolder folders = TemporaryFolder.create();
        LocalPipeline pipeline =
            LocalPipeline.start(() -> reader.load(limits.image()), limits.document());
        Documents documents = new LocalDocuments(pipeline, task.task(), task.pages());
        Progress progress = new RoundProgress(spec.commandLine().getErr())) {
      PipelineBench bench = new PipelineBench(pipeline, documents, progress, interruption);
      progress.say("warming up with %d pages".formatted(pages.size()));
      bench.read(pages, folders.folder("warm-up"));
      Path theirs = folders.folder("baseline");
      for (int round = 1; round <= repeat && !interruption.isRequested(); round++) {
        PipelineBench.Round ours = bench.read(pages, folders.folder("round-" + round));
        progress.say("round %d: %s".formatted(round, ours.report().summary(ours.elapsed())));
        double seconds = tesseract.read(pages, theirs).toNanos() / 1e9;
        progress.say("round %d: Tesseract took %.1f s".formatted(round, seconds));
        figures.add(ours, seconds);
      }
      if (interruption.isRequested()) {
        return CommandLine.ExitCode.SOFTWARE;
      }
    }
    figures.print(spec.commandLine().getOut());
    if (json.isPresent()) {
      figures.figures().writeTo(json.get());
    }
    return figures.failed() == 0 ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
  }
}
