package io.scriptorium.engine.batch;

import java.time.Duration;
import java.util.function.LongSupplier;

/** When something last got on; any thread may tell and ask. */
final class Progress {
  private final LongSupplier nanoTime;
  private volatile long last;

  /** Begins now, by a clock like {@link System#nanoTime}. */
  Progress(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.last = nanoTime.getAsLong();
  }

  void made() {
    last = nanoTime.getAsLong();
  }

  Duration age() {
    return Duration.ofNanos(nanoTime.getAsLong() - last);
  }
}
