package io.scriptorium.app;

import io.scriptorium.app.console.EnvironmentSettings;
import io.scriptorium.app.console.ErrorReporter;
import io.scriptorium.app.console.LogFormat;
import io.scriptorium.app.console.Verbosity;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;

/** Starts the command line. */
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    System.exit(commandLine(System.getenv()).execute(args));
  }

  /**
   * The command line with all its commands.
   *
   * @param environment environment variables; those that begin with {@code SCRIPTORIUM_} are
   *     settings
   */
  public static CommandLine commandLine(Map<String, String> environment) {
    CommandLine commandLine = new CommandLine(new Scriptorium());
    EnvironmentSettings settings = new EnvironmentSettings(environment);
    ErrorReporter errors = new ErrorReporter();
    commandLine
        .setDefaultValueProvider(settings)
        .setParameterExceptionHandler(errors)
        .setExecutionExceptionHandler(errors)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionStrategy(parsed -> execute(parsed, settings));
    return commandLine;
  }

  private static int execute(ParseResult parsed, EnvironmentSettings settings) {
    if (CommandLine.executeHelpRequest(parsed) != null) {
      return CommandLine.ExitCode.OK;
    }
    settings.refuseUnknown(parsed.commandSpec().root().commandLine());
    LogFormat.of(parsed.commandSpec().commandLine()).apply();
    Verbosity.apply(ErrorReporter.isVerbose(parsed.commandSpec().commandLine()));
    return new RunLast().execute(parsed);
  }
}
