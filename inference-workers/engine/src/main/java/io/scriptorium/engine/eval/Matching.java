package io.scriptorium.engine.eval;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** When two words count as the same. */
public enum Matching {
  /** Case and punctuation count. */
  STRICT,
  /** Lower case, letters and digits only. */
  LOOSE;

  /**
   * The words of a text as they are compared, in order; words of which nothing is left are gone.
   */
  public List<String> words(String text) {
    List<String> words = new ArrayList<>();
    int start = 0;
    for (int i = 0; i <= text.length(); i++) {
      if (i == text.length() || isSpace(text.charAt(i))) {
        String word = compared(text.substring(start, i));
        if (!word.isEmpty()) {
          words.add(word);
        }
        start = i + 1;
      }
    }
    return words;
  }

  private String compared(String word) {
    if (this == STRICT) {
      return word;
    }
    StringBuilder kept = new StringBuilder();
    word.toLowerCase(Locale.ROOT)
        .codePoints()
        .filter(Matching::isLetterOrNumber)
        .forEach(kept::appendCodePoint);
    return kept.toString();
  }

  /** Unicode white space, no-break spaces and the control characters 1C to 1F and 85 included. */
  private static boolean isSpace(char c) {
    return Character.isWhitespace(c) || Character.isSpaceChar(c) || c == '\u0085';
  }

  private static boolean isLetterOrNumber(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.LETTER_NUMBER, Character.OTHER_NUMBER -> true;
      default -> Character.isLetterOrDigit(codePoint);
    };
  }
}
