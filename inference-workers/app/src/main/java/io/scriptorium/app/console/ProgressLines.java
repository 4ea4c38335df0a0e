package io.scriptorium.app.console;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.function.LongSupplier;

/** Progress for logs and pipes: a line at intervals. */
final class ProgressLines implements Progress {
  private final PrintWriter err;
  private final String unit;
  private final Duration interval;
  private final LongSupplier nanoClock;
  private final long start;
  private long lastLine;

  ProgressLines(PrintWriter err, String unit, Duration interval, LongSupplier nanoClock) {
    this.err = err;
    this.unit = unit;
    this.interval = interval;
    this.nanoClock = nanoClock;
    this.start = nanoClock.getAsLong();
    this.lastLine = start;
  }

  @Override
  public void update(long done, long total) {
    long now = nanoClock.getAsLong();
    if (now - lastLine >= interval.toNanos()) {
      lastLine = now;
      say(new Pace(done, total, Duration.ofNanos(now - start)).line(unit));
    }
  }

  @Override
  public void say(String line) {
    err.println(line);
    err.flush();
  }

  @Override
  public void close() {
    err.flush();
  }
}
