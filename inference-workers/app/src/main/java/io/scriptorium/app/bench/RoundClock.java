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
  private double nanosPerRequest;

  RoundClock(Duration time, LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
    this.end = nanoClock.getAsLong() + time.toNanos();
  }

  /** Notes what a measurement at a concurrency took. */
  void took(int concurrency, int requests, long nanos) {
    took.put(concurrency, nanos);
    nanosPerRequest = (double) nanos / requests;
  }

  /** Whether so many requests would end in time, if they take as long as the last ones did. */
  boolean allowsRequests(int requests) {
    return nanoClock.getAsLong() + nanosPerRequest * requests <= end;
  }

  /** Whether it would end in time. */
  boolean allows(int concurrency) {
    return nanoClock.getAsLong() + took.getOrDefault(concurrency, 0L) <= end;
  }
}
