package io.scriptorium.engine.text;

/** A file of a model folder is missing or makes no sense. The message is one line for a person. */
public final class ModelFolderException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public ModelFolderException(String message) {
    super(message);
  }

  public ModelFolderException(String message, Throwable cause) {
    super(message, cause);
  }
}
