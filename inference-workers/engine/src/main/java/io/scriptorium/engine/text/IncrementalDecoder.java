package io.scriptorium.engine.text;

import io.scriptorium.engine.TokenText;
import java.util.Arrays;

/**
 * Turns tokens into text as they come, never in the middle of a character: a piece is given out
 * once the text no longer ends in a broken one, or too many tokens wait for that. Each piece is
 * decoded with the tokens of the piece before it, on which a leading space may depend. For one
 * thread.
 */
public final class IncrementalDecoder implements TokenText {
  private static final char BROKEN = '\ufffd';

  /** Well above the four bytes of a character: tokens that wait longer are no part of one. */
  private static final int MOST_WAITING = 16;

  private final Tokenizer tokenizer;
  private int[] tokens = new int[64];
  private int count;
  private int context;
  private int given;

  public IncrementalDecoder(Tokenizer tokenizer) {
    this.tokenizer = tokenizer;
  }

  @Override
  public String add(int token) {
    if (count == tokens.length) {
      tokens = Arrays.copyOf(tokens, 2 * count);
    }
    tokens[count++] = token;
    String before = tokenizer.decode(Arrays.copyOfRange(tokens, context, given));
    String now = tokenizer.decode(Arrays.copyOfRange(tokens, context, count));
    boolean more = now.length() > before.length();
    if ((!more || now.charAt(now.length() - 1) == BROKEN) && count - given < MOST_WAITING) {
      return "";
    }
    context = given;
    given = count;
    return more ? now.substring(before.length()) : "";
  }

  @Override
  public String finish() {
    String before = tokenizer.decode(Arrays.copyOfRange(tokens, context, given));
    String now = tokenizer.decode(Arrays.copyOfRange(tokens, context, count));
    context = count;
    given = count;
    return now.length() > before.length() ? now.substring(before.length()) : "";
  }
}
