package io.scriptorium.engine.torch;

/** A model folder that cannot be used; the message is one line and names file and key. */
public final class CheckpointException extends RuntimeException {
  public CheckpointException(String message) {
    super(message);
  }

  public CheckpointException(String message, Throwable cause) {
    super(message, cause);
  }
}
