package io.scriptorium.chaos;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** What happened when, in seconds since it was made: printed, and kept in a file. */
final class Timeline {
  private final PrintStream out;
  private final Path file;
  private final long begin = System.nanoTime();

  /**
   * An empty one.
   *
   * @param folder in which it is kept as {@code timeline.txt}
   */
  Timeline(PrintStream out, Path folder) {
    this.out = out;
    this.file = folder.resolve("timeline.txt");
  }

  /** Notes what happens now. */
  synchronized void say(String what) {
    String line = "%7.1f s  %s%n".formatted(seconds(), what);
    out.print(line);
    out.flush();
    try {
      Files.writeString(
          file, line, StandardCharsets.UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Since the beginning. */
  double seconds() {
    return (System.nanoTime() - begin) / 1e9;
  }
}
