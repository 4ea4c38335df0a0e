package io.scriptorium.engine;

import java.util.List;
import java.util.function.Supplier;

/**
 * Strings that end an answer where its text has the first of them, be it in the middle of a token
 * or over several.
 *
 * @param strings none of them empty
 * @param text makes what turns one answer's tokens into text; used by the engine's thread
 */
public record StopStrings(List<String> strings, Supplier<TokenText> text) {
  /** No strings. */
  public static final StopStrings NONE =
      new StopStrings(
          List.of(),
          () -> {
            throw new IllegalStateException("There are no strings to look for");
          });

  public StopStrings {
    strings = List.copyOf(strings);
    if (strings.stream().anyMatch(String::isEmpty)) {
      throw new IllegalArgumentException("A stop string has a character");
    }
  }
}
