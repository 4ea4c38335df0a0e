package io.scriptorium.app;

import io.scriptorium.app.bench.BenchCommand;
import io.scriptorium.app.cancel.CancelCommand;
import io.scriptorium.app.classify.ClassifyCommand;
import io.scriptorium.app.console.ErrorReporter;
import io.scriptorium.app.console.LogFormat;
import io.scriptorium.app.deadletters.DeadLettersCommand;
import io.scriptorium.app.eval.EvalCommand;
import io.scriptorium.app.generate.GenerateCommand;
import io.scriptorium.app.label.LabelCommand;
import io.scriptorium.app.parity.ParityCommand;
import io.scriptorium.app.results.ResultsCommand;
import io.scriptorium.app.run.RunCommand;
import io.scriptorium.app.service.AssemblerCommand;
import io.scriptorium.app.service.BrokerCommand;
import io.scriptorium.app.service.SplitterCommand;
import io.scriptorium.app.service.WorkerCommand;
import io.scriptorium.app.status.StatusCommand;
import io.scriptorium.app.submit.SubmitCommand;
import io.scriptorium.app.topics.TopicsCommand;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The root command: says what there is. */
@Command(
    name = "scriptorium",
    description = "Reads documents and images in bulk with vision-language models on Apache Kafka.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    scope = ScopeType.INHERIT,
    usageHelpAutoWidth = true,
    sortOptions = false,
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "Each option can be an environment variable: SCRIPTORIUM_ and its name in capitals, e.g."
          + " SCRIPTORIUM_BOOTSTRAP. Those that no command knows are refused."
    },
    exitCodeOnInvalidInput = CommandLine.ExitCode.USAGE,
    subcommands = {
      RunCommand.class,
      SubmitCommand.class,
      StatusCommand.class,
      ResultsCommand.class,
      CancelCommand.class,
      DeadLettersCommand.class,
      SplitterCommand.class,
      WorkerCommand.class,
      AssemblerCommand.class,
      BrokerCommand.class,
      TopicsCommand.class,
      GenerateCommand.class,
      LabelCommand.class,
      ClassifyCommand.class,
      ParityCommand.class,
      EvalCommand.class,
      BenchCommand.class
    })
final class Scriptorium implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Option(
      names = ErrorReporter.VERBOSE,
      scope = ScopeType.INHERIT,
      description = "Log what happens, and show stack traces of errors.")
  boolean verbose;

  @Option(
      names = LogFormat.OPTION,
      scope = ScopeType.INHERIT,
      defaultValue = "TEXT",
      description = "How logs are written: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  LogFormat logFormat;

  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getOut());
    return CommandLine.ExitCode.OK;
  }
}
