package io.scriptorium.engine.text;

import java.util.Arrays;

/**
 * Turns tokens into text as they come, never in the middle of a character: a piece is given out
 * once the text no longer ends in a broken one. Each piece is decoded with the tokens of the piece
 * before it, on which a leading space may depend. For one thread.
 */
public final class IncrementalDecoder {
  private static final char BROKEN = '\ufffd';

  private final Tokenizer tokenizer;
  private int[] tokens = new int[64];
  private int count;
  private int context;
  private int given;

  public IncrementalDecoder(Tokenizer tokenizer) {
    this.tokenizer = tokenizer;
  }

  /** The text that became certain with this token; often empty. */
  public String add(int token) {
    if (count == tokens.length) {
      tokens = Arrays.copyOf(tokens, 2 * count);
    }
    tokens[count++] = token;
    String before = tokenizer.decode(Arrays.copyOfRange(tokens, context, given));
    String now = tokenizer.decode(Arrays.copyOfRange(tokens, context, count));
    if (now.length() <= before.length() || now.charAt(now.length() - 1) == BROKEN) {
      return "";
    }
    context = given;
    given = count;
    return now.substring(before.length());
  }

  /** What is left when no more tokens come: an incomplete character, or nothing. */
  public String finish() {
    String before = tokenizer.decode(Arrays.copyOfRange(tokens, context, given));
    String now = tokenizer.decode(Arrays.copyOfRange(tokens, context, count));
    context = count;
    given = count;
    return now.length() > before.length() ? now.substring(before.length()) : "";
  }
}
