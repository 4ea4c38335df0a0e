package io.scriptorium.engine.constrain;

import java.util.Arrays;
import java.util.Optional;

/** Formats of strings, as RFC 3339 and RFC 4122 write them. */
enum JsonFormat {
  DATE("date", Patterns.DATE),
  TIME("time", Patterns.TIME),
  DATE_TIME("date-time", "(%s)T(%s)".formatted(Patterns.DATE, Patterns.TIME)),
  UUID("uuid", "[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

  private final String name;
  private final String regex;

  JsonFormat(String name, String regex) {
    this.name = name;
    this.regex = regex;
  }

  static Optional<JsonFormat> named(String name) {
    return Arrays.stream(values()).filter(format -> format.name.equals(name)).findFirst();
  }

  Language language() {
    return RegexParser.whole(regex);
  }

  private static final class Patterns {
    private static final String TWO_DIGITS_OF_LEAP = "(0[48]|[2468][048]|[13579][26])";

    /** Of the Gregorian calendar: each month with its days. */
    private static final String DATE =
        "\\d{4}-((0[13578]|1[02])-(0[1-9]|[12]\\d|3[01])"
            + "|(0[469]|11)-(0[1-9]|[12]\\d|30)"
            + "|02-(0[1-9]|1\\d|2[0-8]))"
            + "|(\\d\\d%1$s|(00|%1$s)00)-02-29".formatted(TWO_DIGITS_OF_LEAP);

    /** Without leap seconds, to the nanosecond, less than 18 hours from Greenwich. */
    private static final String TIME =
        "([01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(\\.\\d{1,9})?(Z|[+-](0\\d|1[0-7]):[0-5]\\d)";
  }
}
