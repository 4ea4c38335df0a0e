package io.scriptorium.engine.sample;

/** A row of logits from which no token can be chosen; the message is one line for a person. */
public final class BadLogitsException extends RuntimeException {
  BadLogitsException(String message) {
    super(message);
  }
}
