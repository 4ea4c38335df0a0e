package io.scriptorium.app.bench;

import io.scriptorium.app.bench.measure.RoundProgress;
import io.scriptorium.app.console.ActionableException;
import io.scriptorium.app.console.Figures;
import io.scriptorium.app.console.Progress;
import io.scriptorium.app.reader.NumbersOption;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Compares the ways of multi-head latent attention. */
@Command(
    name = "mla",
    description = {
      "Measure multi-head latent attention (DeepSeek-V2): the absorbed way, which brings queries to"
          + " the cache's latent numbers, and the expanded one, which projects keys and values of"
          + " all heads from them; beside a cache of all keys and values.",
      "Four layers of DeepSeek-V2-Lite's attention with random weights, one step at a time on all"
          + " processors: decoding (8 sequences, one row each), chunks of a long prompt, whole"
          + " prompts."
    })
public final class BenchLatentAttentionCommand implements Callable<Integer> {
  private static final String NAME = "mla";

  @Spec private CommandSpec spec;
  @Mixin private NumbersOption numbers;

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
    if (rounds < 1) {
      throw new ActionableException("--rounds is at least 1");
    }
    PrintWriter out = spec.commandLine().getOut();
    try (Progress progress = new RoundProgress(spec.commandLine().getErr())) {
      Measured found = new LatentAttentionBench(numbers.chosen(), rounds, progress).measure();
      long processors = Runtime.getRuntime().availableProcessors();
      out.printf(
          "%d processors; %d rounds, interleaved; warm-up not counted%n", processors, rounds);
      found.print(NAME, out);
      out.flush();
      if (json.isPresent()) {
        Figures figures = new Figures().put("processors", processors);
        found.putInto(figures, NAME);
        figures.writeTo(json.get());
      }
    }
    return CommandLine.ExitCode.OK;
  }
}
