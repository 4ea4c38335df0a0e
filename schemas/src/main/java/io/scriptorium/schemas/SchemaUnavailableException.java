package io.scriptorium.schemas;

import org.apache.kafka.common.errors.RetriableException;

/**
 * A record's schema lies in a registry that does not answer. Nothing is wrong with the record; it
 * is read again later. The message is one line for a person.
 */
public final class SchemaUnavailableException extends RetriableException {
  private static final long serialVersionUID = 1L;

  public SchemaUnavailableException(String message) {
    super(message);
  }
}
