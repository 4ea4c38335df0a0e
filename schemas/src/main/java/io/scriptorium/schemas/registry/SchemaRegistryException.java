package io.scriptorium.schemas.registry;

/** A schema registry that is of no use as it is. The message is one line for a person. */
public final class SchemaRegistryException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  SchemaRegistryException(String message) {
    super(message);
  }

  SchemaRegistryException(String message, Throwable cause) {
    super(message, cause);
  }
}
