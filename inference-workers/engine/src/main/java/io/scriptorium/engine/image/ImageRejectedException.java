package io.scriptorium.engine.image;

/** An image file that cannot or must not be decoded. The message is one line for a person. */
public final class ImageRejectedException extends Exception {
  private static final long serialVersionUID = 1L;

  /** Why an image was rejected. */
  public enum Reason {
    EMPTY_FILE,
    UNSUPPORTED_FORMAT,
    CORRUPT_FILE,
    TOO_MANY_BYTES,
    TOO_MANY_PIXELS,
    BAD_ASPECT_RATIO,
    IMAGE_TOO_SMALL
  }

  private final Reason reason;

  public ImageRejectedException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  public ImageRejectedException(Reason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
