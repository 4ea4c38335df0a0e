package io.scriptorium.schemas;

import org.apache.kafka.common.errors.SerializationException;

/** Bytes that are not a record of the expected kind. The message is one line for a person. */
public final class UndecodableRecordException extends SerializationException {
  private static final long serialVersionUID = 1L;

  public UndecodableRecordException(String message) {
    super(message);
  }

  UndecodableRecordException(String message, Throwable cause) {
    super(message, cause);
  }
}
