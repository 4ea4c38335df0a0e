package io.scriptorium.producers.split;

import io.scriptorium.avro.Failure;
import io.scriptorium.avro.FailureReason;
import io.scriptorium.engine.image.ImageRejectedException;

/** A document or a page that cannot or must not be split. The message is one line for a person. */
public final class SplitException extends Exception {
  private static final long serialVersionUID = 1L;

  private final FailureReason reason;

  SplitException(FailureReason reason, String message) {
    super(message);
    this.reason = reason;
  }

  SplitException(FailureReason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  /** The same refusal in this package's words. */
  static SplitException of(ImageRejectedException rejected) {
    FailureReason reason =
        switch (rejected.reason()) {
          case EMPTY_FILE -> FailureReason.EMPTY_FILE;
          case UNSUPPORTED_FORMAT -> FailureReason.UNSUPPORTED_FORMAT;
          case CORRUPT_FILE -> FailureReason.CORRUPT_FILE;
          case TOO_MANY_BYTES -> FailureReason.TOO_MANY_BYTES;
          case TOO_MANY_PIXELS -> FailureReason.TOO_MANY_PIXELS;
          case BAD_ASPECT_RATIO -> FailureReason.BAD_ASPECT_RATIO;
          case IMAGE_TOO_SMALL -> FailureReason.IMAGE_TOO_SMALL;
        };
    return new SplitException(reason, String.valueOf(rejected.getMessage()), rejected);
  }

  /** Kind of failure. */
  public FailureReason reason() {
    return reason;
  }

  /** The same as a record. */
  public Failure failure() {
    return new Failure(reason, String.valueOf(getMessage()));
  }
}
