package io.scriptorium.app.run;

import io.scriptorium.app.console.ActionableException;
import io.scriptorium.app.console.Interruption;
import io.scriptorium.app.console.Progress;
import io.scriptorium.app.console.Verbosity;
import io.scriptorium.app.job.LimitOptions;
import io.scriptorium.app.job.TaskOptions;
import io.scriptorium.app.observe.Health;
import io.scriptorium.app.observe.MetricsPort;
import io.scriptorium.app.observe.Observation;
import io.scriptorium.app.output.DocumentTexts;
import io.scriptorium.app.output.ResultFolder;
import io.scriptorium.app.pipeline.Documents;
import io.scriptorium.app.pipeline.LocalDocuments;
import io.scriptorium.app.pipeline.LocalPipeline;
import io.scriptorium.app.reader.ReaderOptions;
import io.scriptorium.app.source.Sources;
import io.scriptorium.avro.Task;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
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

/** Reads files, all in one process. */
@Command(
    name = "run",
    description = {
      "Read documents and images, all in one process: an embedded Kafka broker, a splitter, a"
          + " worker, an assembler.",
      "Leaves NAME.md, NAME.json and NAME.txt for each document as soon as it is finished."
          + " Fails if one was not read in full."
    })
public final class RunCommand implements Callable<Integer> {
  /** Nobody starts it anew; what fails ends it. */
  private static final Health ALWAYS_WELL =
      new Health(Optional::empty, Optional::empty, Optional::empty);

  @Spec private CommandSpec spec;
  @Mixin private ReaderOptions reader;
  @Mixin private TaskOptions task;
  @Mixin private LimitOptions limits;

  @Parameters(
      arity = "1..*",
      paramLabel = "PATH",
      description =
          "PDFs, TIFFs, PNGs, JPEGs, WebPs, GIFs, BMPs, and folders of such; a file that is named"
              + " is tried whatever its extension.")
  private List<Path> paths;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      defaultValue = "scriptorium-out",
      description = "Folder for the results (default: ${DEFAULT-VALUE}).")
  private Path out;

  @Option(
      names = "--metrics-port",
      paramLabel = "PORT",
      defaultValue = "off",
      converter = MetricsPort.Converter.class,
      description = "Port of /metrics while it runs; 'off' for none (default: ${DEFAULT-VALUE}).")
  private MetricsPort metrics;

  @Override
  public Integer call() throws IOException {
    Verbosity.leaveFailuresTo(spec.commandLine());
    Task asked = task.task();
    Sources sources = Sources.under(paths);
    if (sources.isEmpty()) {
      throw new ActionableException("There is no document under the paths given");
    }
    ResultFolder results = ResultFolder.at(out);
    PrintWriter err = spec.commandLine().getErr();
    if (sources.skipped() > 0) {
      err.printf("%,d other files left out%n", sources.skipped());
      err.flush();
    }
    try (Interruption interruption = Interruption.listen()) {
      Outcome outcome = read(sources, asked, results, interruption);
      PrintWriter screen = spec.commandLine().getOut();
      screen.println(outcome.report().summary(outcome.elapsed()));
      long left = sources.size() - outcome.report().documents();
      if (left > 0) {
        screen.printf("Stopped early: %,d documents were not read%n", left);
      }
      screen.println("Results in " + out);
      screen.flush();
      return outcome.report().failed() == 0 && !interruption.isRequested()
          ? CommandLine.ExitCode.OK
          : CommandLine.ExitCode.SOFTWARE;
    }
  }

  /** What came of it, and the time from the first document handed in to the last one written. */
  private record Outcome(RunReport report, Duration elapsed) {}

  private Outcome read(Sources sources, Task asked, ResultFolder results, Interruption interruption)
      throws IOException {
    try (Observation observed = Observation.start("scriptorium-run", metrics, ALWAYS_WELL);
        LocalPipeline pipeline =
            LocalPipeline.start(
                () -> reader.loadAny(limits.image(), observed.telemetry().meters()),
                limits.document(),
                observed.telemetry());
        Documents documents = new LocalDocuments(pipeline, asked, task.pages());
        Progress progress = Progress.on(spec.commandLine().getErr(), "pages")) {
      long start = System.nanoTime();
      DocumentRun run =
          new DocumentRun(documents, results, new DocumentTexts(pipeline.payloads()), progress);
      RunReport report = run.read(sources, interruption);
      return new Outcome(report, Duration.ofNanos(System.nanoTime() - start));
    }
  }
}
