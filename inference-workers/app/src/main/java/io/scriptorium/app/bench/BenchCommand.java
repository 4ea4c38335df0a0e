package io.scriptorium.app.bench;

import io.scriptorium.app.bench.pipeline.BenchPipelineCommand;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Groups the benchmarks. */
@Command(
    name = "bench",
    description = "Measure how fast something is, beside a baseline in the same run.",
    synopsisSubcommandLabel = "WHAT",
    subcommands = {
      BenchPipelineCommand.class,
      BenchEngineCommand.class,
      BenchVisionCommand.class,
      BenchLatentAttentionCommand.class
    })
public final class BenchCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getOut());
    return CommandLine.ExitCode.OK;
  }
}
