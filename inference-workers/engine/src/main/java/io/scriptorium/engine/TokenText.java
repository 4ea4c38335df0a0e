package io.scriptorium.engine;

/** Turns the tokens of one answer into text as they come. For one thread. */
public interface TokenText {
  /**
   * The text that became certain with this token; often empty. All pieces one after the other are
   * the answer's text.
   */
  String add(int token);

  /** What is left when no more tokens come: an incomplete character, or nothing. */
  String finish();
}
