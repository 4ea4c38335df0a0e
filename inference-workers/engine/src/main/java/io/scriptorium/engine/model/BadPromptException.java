package io.scriptorium.engine.model;

/** A prompt that the model cannot take. */
public final class BadPromptException extends RuntimeException {
  private final String reason;
  private final boolean tooLong;

  public BadPromptException(String reason) {
    this(reason, false);
  }

  private BadPromptException(String reason, boolean tooLong) {
    super(reason);
    this.reason = reason;
    this.tooLong = tooLong;
  }

  /** Of one that is good but for its length. */
  public static BadPromptException tooLong(String reason) {
    return new BadPromptException(reason, true);
  }

  /** One line for a person. */
  public String reason() {
    return reason;
  }

  /** Whether a shorter one could be taken. */
  public boolean isTooLong() {
    return tooLong;
  }
}
