package io.scriptorium.engine;

/** Hears of an answer's tokens as they are chosen, on the engine's thread: it returns at once. */
@FunctionalInterface
public interface TokenListener {
  /** Nobody. */
  TokenListener NONE = token -> {};

  /** The answer has one token more. */
  void chosen(int token);
}
