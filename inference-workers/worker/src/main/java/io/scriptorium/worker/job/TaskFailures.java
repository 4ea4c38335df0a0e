package io.scriptorium.worker.job;

import io.scriptorium.avro.Failure;
import io.scriptorium.avro.FailureReason;
import io.scriptorium.engine.task.TaskOutcome;
import io.scriptorium.engine.task.TaskOutcome.Reason;

/** From the engine's failures to a record's. */
final class TaskFailures {
  private TaskFailures() {}

  /** The record's failure; the reasons have the same names. */
  static Failure of(TaskOutcome.Failed failed) {
    return new Failure(FailureReason.valueOf(failed.reason().name()), firstLine(failed.message()));
  }

  /** The record's failure of a job that met an error. */
  static Failure of(Throwable error) {
    boolean memory = root(error) instanceof OutOfMemoryError;
    return new Failure(
        memory ? FailureReason.OUT_OF_MEMORY : FailureReason.INTERNAL, oneLine(error));
  }

  /** Whether the same job might succeed another time. */
  static boolean mayPass(Reason reason) {
    return switch (reason) {
      case INTERNAL, OUT_OF_MEMORY, CANCELLED -> true;
      case INVALID_JOB,
          EMPTY_FILE,
          UNSUPPORTED_FORMAT,
          CORRUPT_FILE,
          TOO_MANY_BYTES,
          TOO_MANY_PIXELS,
          BAD_ASPECT_RATIO,
          IMAGE_TOO_SMALL,
          UNSUPPORTED_TASK,
          PROMPT_TOO_LONG,
          REPETITION_LOOP,
          NO_MATCH ->
          false;
    };
  }

  /** An error in one line, its kind included. */
  static String oneLine(Throwable error) {
    Throwable root = root(error);
    String message = root.getMessage();
    String kind = root.getClass().getSimpleName();
    return message == null ? kind : kind + ": " + firstLine(message);
  }

  private static Throwable root(Throwable error) {
    Throwable root = error;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root;
  }

  private static String firstLine(String text) {
    return text.lines().findFirst().orElse("");
  }
}
