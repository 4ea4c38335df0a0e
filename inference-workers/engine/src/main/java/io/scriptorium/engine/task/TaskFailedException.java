package io.scriptorium.engine.task;

import io.scriptorium.engine.image.ImageRejectedException;
import io.scriptorium.engine.task.TaskOutcome.Failed;
import io.scriptorium.engine.task.TaskOutcome.Reason;
import java.util.concurrent.CompletionException;

/** Ends a task with a reason; never leaves this package. */
final class TaskFailedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Reason reason;
  private final String line;

  TaskFailedException(Reason reason, String line) {
    super(line);
    this.reason = reason;
    this.line = line;
  }

  /** How a task ends that met this. */
  static Failed outcome(Throwable thrown) {
    Throwable cause = thrown;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    if (cause instanceof TaskFailedException failed) {
      return new Failed(failed.reason, failed.line);
    }
    if (cause instanceof ImageRejectedException rejected) {
      return new Failed(Reason.valueOf(rejected.reason().name()), oneLine(rejected));
    }
    if (cause instanceof OutOfMemoryError) {
      return new Failed(Reason.OUT_OF_MEMORY, "not enough memory: " + oneLine(cause));
    }
    return new Failed(Reason.INTERNAL, oneLine(cause));
  }

  private static String oneLine(Throwable cause) {
    String name = cause.getClass().getSimpleName();
    String message = cause.getMessage();
    return message == null ? name : message.lines().findFirst().orElse(name);
  }
}
