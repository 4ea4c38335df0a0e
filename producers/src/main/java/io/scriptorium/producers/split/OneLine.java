package io.scriptorium.producers.split;

/** What went wrong inside of a library, in one line. */
final class OneLine {
  private static final int LONGEST = 200;

  private OneLine() {}

  static String of(Throwable failure) {
    String message = failure.getMessage();
    String name = failure.getClass().getSimpleName();
    if (message == null || message.isBlank()) {
      return name;
    }
    String line = message.strip().lines().findFirst().orElse(name);
    return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "…";
  }
}
