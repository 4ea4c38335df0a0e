package io.scriptorium.worker.loop;

import io.scriptorium.worker.job.JobSamples;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A clock that stands still unless moved. */
final class ManualClock extends Clock {
  private volatile Instant now = JobSamples.NOW;

  @SuppressWarnings("NonAtomicVolatileUpdate") // One thread at a time moves it.
  void advance(Duration duration) {
    now = now.plus(duration);
  }

  @Override
  public Instant instant() {
    return now;
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    return this;
  }
}
