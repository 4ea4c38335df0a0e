package io.scriptorium.engine.constrain;

/**
 * A constraint that cannot be used: wrong, not supported, or too large. The message is one line for
 * a person.
 */
public final class BadConstraintException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String reason;

  BadConstraintException(String reason) {
    super(reason);
    this.reason = reason;
  }

  /** One line for a person. */
  public String reason() {
    return reason;
  }
}
