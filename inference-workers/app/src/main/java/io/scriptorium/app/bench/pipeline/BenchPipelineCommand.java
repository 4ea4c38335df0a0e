package io.scriptorium.app.bench.pipeline;

import io.scriptorium.app.bench.measure.PageImages;
import io.scriptorium.app.console.ActionableException;
import io.scriptorium.app.console.Figures;
import io.scriptorium.app.console.Interruption;
import io.scriptorium.app.console.Progress;
import io.scriptorium.app.console.Verbosity;
import io.scriptorium.app.job.LimitOptions;
import io.scriptorium.app.job.TaskOptions;
import io.scriptorium.app.reader.ReaderOptions;
import io.scriptorium.engine.task.ModelTaskRunner;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Measures the whole pipeline, and what delivery costs. */
@Command(
    name = "pipeline",
    description = {
      "Measure the whole pipeline (embedded broker, splitter, worker, assembler, results as files),"
          + " part by part, each beside its baseline in the same run:",
      "TESSERACT: pages a second of the pipeline and of Tesseract on all processors, and where the"
          + " pipeline's time goes. Needs Tesseract: sudo apt-get install tesseract-ocr",
      "ENGINE: pages a second of the pipeline and of the engine alone, without Kafka, and what the"
          + " pipeline adds in processor time.",
      "LATENCY: from submit to result, one page at a time, and the engine alone for the same page.",
      "PARTITIONS: pages a second at 1, 2 and 4 partitions a topic.",
      "BACKLOG: what a small job without inference costs a worker at the start and at the end of a"
          + " backlog, and the worker's memory meanwhile."
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
      names = "--only",
      paramLabel = "PART",
      split = ",",
      description = "Only these of ${COMPLETION-CANDIDATES} (default: all).")
  private Set<Part> only = EnumSet.allOf(Part.class);

  @Option(
      names = "--repeat",
      paramLabel = "N",
      defaultValue = "4",
      description =
          "Rounds of each in TESSERACT, ENGINE and PARTITIONS, backlogs of BACKLOG (default:"
              + " ${DEFAULT-VALUE}).")
  private int repeat;

  @Option(
      names = "--copies",
      paramLabel = "N",
      defaultValue = "4",
      description =
          "Times that each page is sent in a round of TESSERACT and PARTITIONS, so that the"
              + " pipeline fills (default: ${DEFAULT-VALUE}).")
  private int copies;

  @Option(
      names = "--engine-pages",
      paramLabel = "N",
      defaultValue = "96",
      description =
          "Pages of a round of ENGINE: enough to make little of filling and emptying the pipeline"
              + " (default: ${DEFAULT-VALUE}).")
  private int enginePages;

  @Option(
      names = "--warm-up-pages",
      paramLabel = "N",
      defaultValue = "96",
      description =
          "Pages that the pipeline reads before the rounds of ENGINE, for the JVM to compile what it"
              + " will (default: ${DEFAULT-VALUE}).")
  private int warmUpPages;

  @Option(
      names = "--latency-pages",
      paramLabel = "N",
      defaultValue = "100",
      description = "Pages that LATENCY reads each way (default: ${DEFAULT-VALUE}).")
  private int latencyPages;

  @Option(
      names = "--pause-ms",
      paramLabel = "N",
      defaultValue = "200",
      description = "Pause before each page of LATENCY (default: ${DEFAULT-VALUE}).")
  private int pauseMs;

  @Option(
      names = "--backlog-jobs",
      paramLabel = "N",
      defaultValue = "100000",
      description = "Jobs of a backlog of BACKLOG, at least 20 (default: ${DEFAULT-VALUE}).")
  private int backlogJobs;

  @Option(
      names = "--warm-up-jobs",
      paramLabel = "N",
      defaultValue = "450000",
      description =
          "Jobs before those of BACKLOG, for the JVM to compile what it will (default:"
              + " ${DEFAULT-VALUE}).")
  private int warmUpJobs;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Write the figures as a flat JSON object.")
  private Optional<Path> json = Optional.empty();

  @Override
  public Integer call() throws IOException, InterruptedException {
    check();
    Verbosity.leaveFailuresTo(spec.commandLine());
    Optional<Tesseract> tesseract =
        only.contains(Part.TESSERACT) ? Optional.of(Tesseract.find()) : Optional.empty();
    boolean withModel = !EnumSet.of(Part.BACKLOG).containsAll(only);
    List<Path> set = withModel ? PageImages.in(folder.orElseGet(PageImages::samples)) : List.of();
    List<Found> found = new ArrayList<>();
    try (Interruption interruption = Interruption.listen()) {
      if (withModel) {
        try (ModelTaskRunner model = reader.load(limits.image())) {
          Reading reading = new Reading(model, limits.document(), task.task(), task.pages());
          for (Measurement part : readingParts(tesseract, set, reading)) {
            run(part, interruption, found);
          }
        }
      }
      if (only.contains(Part.BACKLOG)) {
        run(
            new Measurement(
                "jobs", watch -> new BacklogBench(watch).measure(backlogJobs, warmUpJobs, repeat)),
            interruption,
            found);
      }
      if (interruption.isRequested()) {
        return CommandLine.ExitCode.SOFTWARE;
      }
    }
    print(found);
    if (json.isPresent()) {
      Figures figures =
          new Figures().put("processors", (long) Runtime.getRuntime().availableProcessors());
      found.forEach(part -> part.putInto(figures));
      figures.writeTo(json.get());
    }
    return found.stream().allMatch(Found::isGood)
        ? CommandLine.ExitCode.OK
        : CommandLine.ExitCode.SOFTWARE;
  }

  private void check() {
    if (IntStream.of(copies, repeat, enginePages, warmUpPages, latencyPages).min().orElse(0) < 1) {
      throw new ActionableException(
          "--copies, --repeat, --engine-pages, --warm-up-pages and --latency-pages are at least 1");
    }
    if (pauseMs < 0) {
      throw new ActionableException("--pause-ms is not negative");
    }
    if (backlogJobs < BacklogFigures.PARTS || warmUpJobs < BacklogFigures.PARTS) {
      throw new ActionableException(
          "--backlog-jobs and --warm-up-jobs are at least " + BacklogFigures.PARTS);
    }
  }

  /**
   * A part of the benchmark.
   *
   * @param unit of its progress
   * @param bench what it runs
   */
  private record Measurement(String unit, Bench bench) {
    /** Measures while somebody watches. */
    interface Bench {
      Found measure(Watch watch) throws IOException, InterruptedException;
    }
  }

  private List<Measurement> readingParts(
      Optional<Tesseract> tesseract, List<Path> set, Reading reading) {
    List<Path> copied = cycle(set, copies * set.size());
    List<Measurement> parts = new ArrayList<>();
    tesseract.ifPresent(
        program ->
            parts.add(
                new Measurement(
                    "rounds",
                    watch -> new TesseractBench(program, reading, watch).measure(copied, repeat))));
    if (only.contains(Part.ENGINE)) {
      List<Path> pages = cycle(set, enginePages);
      parts.add(
          new Measurement(
              "rounds",
              watch ->
                  new EngineBench(reading, watch)
                      .measure(cycle(set, warmUpPages), set, pages, repeat)));
    }
    if (only.contains(Part.LATENCY)) {
      Duration pause = Duration.ofMillis(pauseMs);
      parts.add(
          new Measurement(
              "pages",
              watch -> new LatencyBench(reading, watch).measure(set, latencyPages, pause)));
    }
    if (only.contains(Part.PARTITIONS)) {
      parts.add(
          new Measurement(
              "rounds", watch -> new PartitionsBench(reading, watch).measure(set, copied, repeat)));
    }
    return parts;
  }

  private void run(Measurement part, Interruption interruption, List<Found> found)
      throws IOException, InterruptedException {
    if (!interruption.isRequested()) {
      try (Progress progress = Progress.on(spec.commandLine().getErr(), part.unit())) {
        found.add(part.bench().measure(new Watch(progress, interruption)));
      }
    }
  }

  private void print(List<Found> found) {
    PrintWriter out = spec.commandLine().getOut();
    out.printf(
        "%d processors; model load and warm-up not counted%n",
        Runtime.getRuntime().availableProcessors());
    found.forEach(part -> part.print(out));
    out.flush();
  }

  private static List<Path> cycle(List<Path> set, int count) {
    return IntStream.range(0, count).mapToObj(i -> set.get(i % set.size())).toList();
  }
}
