package io.scriptorium.engine.layout;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a list item begins with.
 *
 * @param markdown the marker as Markdown writes it, e.g. {@code -} or {@code 3.}
 * @param length characters of the text that it takes, white space after it included
 */
record ListMarker(String markdown, int length) {
  private static final Pattern BULLET = Pattern.compile("[•‣◦▪■●○·*–-]\\s+(?=\\S)");
  private static final Pattern NUMBER = Pattern.compile("(\\d{1,3}[.)])\\s+(?=\\p{L})");

  static Optional<ListMarker> at(String text) {
    Matcher bullet = BULLET.matcher(text);
    if (bullet.lookingAt()) {
      return Optional.of(new ListMarker("-", bullet.end()));
    }
    Matcher number = NUMBER.matcher(text);
    return number.lookingAt()
        ? Optional.of(new ListMarker(number.group(1), number.end()))
        : Optional.empty();
  }
}
