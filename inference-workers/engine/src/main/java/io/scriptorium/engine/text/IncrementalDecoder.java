package io.scriptorium.engine.text;

import io.scriptorium.engine.TokenText;
import java.util.Arrays;

/**
 * Turns tokens into text as they come, never in the middle of a character: a piece is given out
 * once the text's end no longer depends on what follows, or too many tokens wait for that. Each
 * piece is decoded with the tokens of the piece before it, on which a leading space may depend. For
 * one thread.
 */
public final class IncrementalDecoder implements TokenText {
  /** Bytes, and so tokens, of a character at most. */
  private static final int LONGEST_CHARACTER = 4;

  /** Well above the longest character: most tokens that wait longer are no part of one. */
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
    String before = text(context, given);
    String now = text(context, count);
    if (now.length() <= before.length()) {
      return "";
    }
    int end = count;
    if (tokenizer.mayChange(now)) {
      if (count - given < MOST_WAITING) {
        return "";
      }
      end = lastCut(now);
      now = text(context, end);
    }
    context = given;
    given = end;
    return now.substring(before.length());
  }

  /** Where the tokens can be cut last without cutting the character that they may end within. */
  private int lastCut(String whole) {
    for (int end = count - 1; end > count - LONGEST_CHARACTER; end--) {
      if (whole.equals(text(context, end) + text(end, count))) {
        return end;
      }
    }
    return count;
  }

  @Override
  public String finish() {
    String before = text(context, given);
    String now = text(context, count);
    context = count;
    given = count;
    return now.length() > before.length() ? now.substring(before.length()) : "";
  }

  private String text(int from, int to) {
    return tokenizer.decode(Arrays.copyOfRange(tokens, from, to));
  }
}
