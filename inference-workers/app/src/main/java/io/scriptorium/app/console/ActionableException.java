package io.scriptorium.app.console;

/** An error that its reader can do something about. The message is one line. */
public final class ActionableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public ActionableException(String message) {
    super(message);
  }

  public ActionableException(String message, Throwable cause) {
    super(message, cause);
  }
}
