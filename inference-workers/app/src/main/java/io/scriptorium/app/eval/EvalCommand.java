package io.scriptorium.app.eval;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Groups the evaluations. */
@Command(
    name = "eval",
    description = "Measure how well something is done.",
    synopsisSubcommandLabel = "WHAT",
    subcommands = {EvalOcrCommand.class, EvalNumbersCommand.class})
public final class EvalCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getOut());
    return CommandLine.ExitCode.OK;
  }
}
