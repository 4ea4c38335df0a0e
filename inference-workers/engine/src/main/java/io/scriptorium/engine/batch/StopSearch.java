package io.scriptorium.engine.batch;

import io.scriptorium.engine.StopStrings;
import io.scriptorium.engine.TokenText;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Looks for stop strings in the text of an answer as its tokens come; only what is new is decoded
 * and looked at, with as many characters before it as a string may have begun in. The engine's
 * thread uses it.
 */
final class StopSearch {
  private final List<String> strings;
  private final Supplier<TokenText> maker;
  private final int longest;
  private Optional<TokenText> source = Optional.empty();
  private final StringBuilder text = new StringBuilder();
  private int[] ends = new int[16];
  private int count;
  private Optional<Found> found = Optional.empty();

  /**
   * Where a string ended the answer.
   *
   * @param tokens the fewest of the answer's tokens, from the first on, that have all its text
   * @param text all text before the string
   */
  record Found(int tokens, String text) {}

  StopSearch(StopStrings stop) {
    this.strings = stop.strings();
    this.maker = stop.text();
    this.longest = strings.stream().mapToInt(String::length).max().orElseThrow();
  }

  /** Takes in the answer's next token. */
  void add(int token) {
    if (count == ends.length) {
      ends = Arrays.copyOf(ends, 2 * count);
    }
    count++;
    look(source().add(token));
  }

  /** Looks at what was held back as no more tokens come. */
  void finish() {
    look(source().finish());
  }

  Optional<Found> found() {
    return found;
  }

  /** Made at first use, so that one that cannot be made ends its own answer. */
  private TokenText source() {
    if (source.isEmpty()) {
      source = Optional.of(maker.get());
    }
    return source.get();
  }

  private void look(String piece) {
    int from = Math.max(0, text.length() - longest + 1);
    text.append(piece);
    if (count > 0) {
      ends[count - 1] = text.length();
    }
    if (!piece.isEmpty() && found.isEmpty()) {
      strings.stream()
          .mapToInt(string -> text.indexOf(string, from))
          .filter(start -> start >= 0)
          .min()
          .ifPresent(
              start -> found = Optional.of(new Found(tokens(start), text.substring(0, start))));
    }
  }

  private int tokens(int length) {
    int tokens = 0;
    while (tokens < count && (tokens == 0 ? 0 : ends[tokens - 1]) < length) {
      tokens++;
    }
    return tokens;
  }
}
