package io.scriptorium.producers.job;

import io.scriptorium.avro.FailureReason;

/** A job's bytes cannot be sent. The message is one line for a person. */
public final class SubmitException extends Exception {
  private static final long serialVersionUID = 1L;

  private final FailureReason reason;

  SubmitException(FailureReason reason, String message) {
    super(message);
    this.reason = reason;
  }

  SubmitException(FailureReason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  /** Kind of failure: UNREADABLE_SOURCE or TOO_MANY_BYTES. */
  public FailureReason reason() {
    return reason;
  }
}
