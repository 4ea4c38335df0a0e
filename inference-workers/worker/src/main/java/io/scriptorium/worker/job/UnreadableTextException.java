package io.scriptorium.worker.job;

import io.scriptorium.avro.Failure;
import io.scriptorium.avro.FailureReason;

/** A text that a job brings along cannot be used. */
final class UnreadableTextException extends Exception {
  private static final long serialVersionUID = 1L;

  private final FailureReason reason;
  private final String line;

  UnreadableTextException(FailureReason reason, String line) {
    super(line);
    this.reason = reason;
    this.line = line;
  }

  Failure failure() {
    return new Failure(reason, line);
  }
}
