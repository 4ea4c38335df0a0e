package io.scriptorium.app.console;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.function.LongSupplier;

/** Shows how far a long piece of work is. Owned by one thread. */
public interface Progress extends AutoCloseable {
  /** Tells how many units are done of how many. */
  void update(long done, long total);

  /** Prints a line that stays. */
  void say(String line);

  @Override
  void close();

  /**
   * A bar where the error stream is a terminal, a line every ten seconds elsewhere.
   *
   * @param err the error stream
   * @param unit what is counted, in the plural
   */
  static Progress on(PrintWriter err, String unit) {
    LongSupplier nanoClock = System::nanoTime;
    Integer columns = Integer.getInteger("scriptorium.terminal.columns");
    return columns == null
        ? new ProgressLines(err, unit, Duration.ofSeconds(10), nanoClock)
        : new TerminalProgress(err, unit, columns);
  }
}
