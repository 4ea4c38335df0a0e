package io.scriptorium.app.bench;

import io.scriptorium.app.bench.measure.PageImages;
import io.scriptorium.app.bench.measure.RoundProgress;
import io.scriptorium.app.console.Figures;
import io.scriptorium.app.console.Interruption;
import io.scriptorium.app.console.Progress;
import io.scriptorium.app.reader.NumbersOption;
import io.scriptorium.engine.model.ComputeType;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
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

/** Compares continuous batching with static batches and with one request at a time. */
@Command(
    name = "engine",
    description = {
      "Measure tokens a second of continuous batching, of static padded batches and of one request"
          + " at a time, round by round on the same requests with the same weights, programs and"
          + " processors, and what share of the machine's own speed that is.",
      "llama135m is a Llama of 135 million random parameters with prompts of 16 to 512 tokens and"
          + " answers of 8 to 256; reader is the bundled model with the text lines of pages;"
          + " mixture100m is DeepSeek-V3's shape (experts, latent attention, a module for drafts)"
          + " with 100 million random parameters beside a dense one of the size that a token uses"
          + " of it, both in the engine.",
      "One request at a time uses all processors for each operation (sequential), or a processor"
          + " each for as many requests as there are processors (one_per_core)."
    })
public final class BenchEngineCommand implements Callable<Integer> {
  /** What can be measured. */
  enum Subject {
    llama135m,
    reader,
    mixture100m
  }

  @Spec private CommandSpec spec;
  @Mixin private NumbersOption numbers;

  @Parameters(
      arity = "0..1",
      paramLabel = "DIR",
      description = "Folder with PNG or JPEG pages to take lines from (default: the samples).")
  private Optional<Path> folder = Optional.empty();

  @Option(
      names = "--only",
      paramLabel = "WHAT",
      description = "One of ${COMPLETION-CANDIDATES} (default: all).")
  private Optional<Subject> only = Optional.empty();

  @Option(
      names = "--concurrency",
      paramLabel = "N",
      split = ",",
      defaultValue = "1,8,32,64",
      description = "Requests at a time (default: ${DEFAULT-VALUE}).")
  private List<Integer> concurrency;

  @Option(
      names = "--requests",
      paramLabel = "N",
      description = "Requests of a run (default: some times as many as at a time).")
  private Optional<Integer> requests = Optional.empty();

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "3",
      description = "How often everything is measured (default: ${DEFAULT-VALUE}).")
  private int rounds;

  @Option(
      names = "--minutes",
      paramLabel = "N",
      defaultValue = "4",
      description =
          "After so many minutes a model's rounds after the first one are left out (default:"
              + " ${DEFAULT-VALUE}).")
  private int minutes;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Write the figures as a flat JSON object.")
  private Optional<Path> json = Optional.empty();

  @Override
  public Integer call() throws IOException {
    Effort effort = new Effort(concurrency, requests, rounds, Duration.ofMinutes(minutes));

    ComputeType dtype = numbers.chosen();
    Map<String, Measured> found = new LinkedHashMap<>();
    try (Interruption interruption = Interruption.listen();
        Progress progress = new RoundProgress(spec.commandLine().getErr())) {
      if (only.isEmpty() || only.get() == Subject.llama135m) {
        LlamaBench bench = new LlamaBench(dtype, effort, progress);
        found.put(LlamaBench.NAME, bench.measure(interruption::isRequested));
      }
      if (only.isEmpty() || only.get() == Subject.reader) {
        List<Path> pages = PageImages.in(folder.orElseGet(PageImages::samples));
        ReaderBench bench = new ReaderBench(dtype, effort, progress);
        found.put(ReaderBench.NAME, bench.measure(pages, interruption::isRequested));
      }
      if (only.isEmpty() || only.get() == Subject.mixture100m) {
        MixtureBench bench = new MixtureBench(dtype, effort, progress);
        found.put(MixtureBench.NAME, bench.measure(interruption::isRequested));
      }
      if (interruption.isRequested()) {
        return CommandLine.ExitCode.SOFTWARE;
      }
    }
    print(found);
    if (json.isPresent()) {
      figures(found).writeTo(json.get());
    }
    return CommandLine.ExitCode.OK;
  }

  private void print(Map<String, Measured> found) {
    PrintWriter out = spec.commandLine().getOut();
    out.printf(
        "%d processors; %s at a time; up to %d rounds, interleaved; model load and warm-up not counted%n",
        Runtime.getRuntime().availableProcessors(), concurrency, rounds);
    found.forEach((name, measured) -> measured.print(name, out));
    out.flush();
  }

  private Figures figures(Map<String, Measured> found) {
    Figures figures =
        new Figures()
            .put("processors", (long) Runtime.getRuntime().availableProcessors())
            .put("rounds", (long) rounds);
    found.forEach((name, measured) -> measured.putInto(figures, name));
    return figures;
  }
}
