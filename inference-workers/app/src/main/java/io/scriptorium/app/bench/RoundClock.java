package io.scriptorium.app.bench;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/** Tells whether there is time to measure something once more, by the time that it took before. */
final class RoundClock {
  private final LongSupplier nanoClock;
  private final long end;
  private final Map<Integer, Long> took = new HashMap<>();

  RoundClock(Duration time, LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
    this.end = nanoClock.getAsLong() + time.toNanos();
  }

  /** Notes what a measurement at a concurrency took. */
  void took(int concurrency, long nanos) {
    took.put(concurrency, nanos);
  }

  /** Whether it would end in time. */
  boolean allows(int concurrency) {
    return nanoClock.getAsLong() + took.getOrDefault(concurrency, 0L) <= end;
  }
}
