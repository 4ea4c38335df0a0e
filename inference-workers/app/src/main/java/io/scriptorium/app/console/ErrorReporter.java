package io.scriptorium.app.console;

import io.scriptorium.schemas.Refusals;
import io.scriptorium.schemas.UnusableClusterException;
import io.scriptorium.schemas.registry.SchemaRegistryException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.kafka.common.errors.ApiException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** Turns what a command throws into one line on the error stream and an exit code. */
public final class ErrorReporter implements IExecutionExceptionHandler, IParameterExceptionHandler {
  /** Option of every command that adds stack traces and logs. */
  public static final String VERBOSE = "--verbose";

  @Override
  public int handleParseException(ParameterException exception, String[] args) {
    CommandLine command = exception.getCommandLine();
    print(
        command,
        "%s (see %s --help)"
            .formatted(exception.getMessage(), command.getCommandSpec().qualifiedName()));
    return CommandLine.ExitCode.USAGE;
  }

  @Override
  public int handleExecutionException(
      Exception exception, CommandLine command, ParseResult parsed) {
    print(command, describe(exception));
    if (isVerbose(command)) {
      exception.printStackTrace(command.getErr());
    }
    return CommandLine.ExitCode.SOFTWARE;
  }

  /** Whether {@link #VERBOSE} was given anywhere on the line. */
  public static boolean isVerbose(CommandLine command) {
    return Boolean.TRUE.equals(command.getCommandSpec().root().findOption(VERBOSE).getValue());
  }

  private static void print(CommandLine command, @Nullable String message) {
    PrintWriter err = command.getErr();
    err.println("scriptorium: " + oneLine(message));
    err.flush();
  }

  /** One line that says what went wrong. */
  public static String describe(Throwable failure) {
    if (failure instanceof ActionableException
        || failure instanceof UnusableClusterException
        || failure instanceof SchemaRegistryException) {
      return oneLine(failure.getMessage());
    }
    if (failure instanceof FileSystemException file && file.getReason() != null) {
      return file.getFile() + ": " + oneLine(file.getReason());
    }
    if (failure instanceof NoSuchFileException missing) {
      return missing.getFile() + ": no such file";
    }
    if (failure instanceof AccessDeniedException denied) {
      return denied.getFile() + ": permission denied";
    }
    Optional<String> refused = Refusals.describe(failure);
    if (refused.isPresent()) {
      return oneLine(refused.get());
    }
    String message = failure.getMessage();
    if ((failure instanceof IOException || failure instanceof ApiException) && message != null) {
      return oneLine(message);
    }
    return "internal error, %s%s (%s shows where)"
        .formatted(
            failure.getClass().getSimpleName(),
            message == null ? "" : ": " + oneLine(message),
            VERBOSE);
  }

  /** Why something could not be done with a file, without the file's name. */
  public static String reason(Path file, IOException failure) {
    String text = describe(failure);
    String prefix = file + ": ";
    return text.startsWith(prefix) ? text.substring(prefix.length()) : text;
  }

  private static String oneLine(@Nullable String text) {
    return String.valueOf(text).strip().replaceAll("\\s*\\R\\s*", " ");
  }
}
