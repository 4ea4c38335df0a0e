package io.scriptorium.producers.blob;

import io.scriptorium.avro.Failure;
import io.scriptorium.avro.FailureReason;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;

/** A payload's bytes cannot be had. The message is one line for a person. */
public final class PayloadException extends Exception {
  private static final long serialVersionUID = 1L;

  private final FailureReason reason;

  PayloadException(FailureReason reason, String message) {
    super(message);
    this.reason = reason;
  }

  PayloadException(FailureReason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  /**
   * Kind of failure: UNREADABLE_SOURCE, FORBIDDEN_SOURCE, DIGEST_MISMATCH, TOO_MANY_BYTES or
   * INVALID_JOB.
   */
  public FailureReason reason() {
    return reason;
  }

  /**
   * Whether the same may succeed later. A disk, network or store that fails may come back; a blob
   * that is not there was never written, or is written no more.
   */
  public boolean mayPass() {
    return reason == FailureReason.UNREADABLE_SOURCE
        && !(getCause() instanceof NoSuchFileException)
        && !(getCause() instanceof AccessDeniedException);
  }

  /** The same as a record. */
  public Failure failure() {
    return new Failure(reason, String.valueOf(getMessage()));
  }
}
