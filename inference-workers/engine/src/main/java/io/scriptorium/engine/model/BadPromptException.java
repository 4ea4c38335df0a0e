package io.scriptorium.engine.model;

/** A prompt that the model cannot take. */
public final class BadPromptException extends RuntimeException {
  private final String reason;

  public BadPromptException(String reason) {
    super(reason);
    this.reason = reason;
  }

  /** One line for a person. */
  public String reason() {
    return reason;
  }
}
