package io.scriptorium.worker.loop;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Counts what the poll thread does; any thread may read the latest figures. */
final class Counters {
  private final DeliveryMeters meters;
  private volatile WorkerStats latest = WorkerStats.NONE;
  private long done;
  private long failed;
  private long late;
  private long commits;
  private long aborts;
  private Duration commitTime = Duration.ZERO;
  private Optional<Instant> lastCommit = Optional.empty();

  Counters(DeliveryMeters meters) {
    this.meters = meters;
  }

  void committed(List<Finished> finished, Duration took, Instant now) {
    meters.committed(took);
    for (Finished one : finished) {
      meters.ended(one.ending());
      switch (one.ending().kind()) {
        case DONE -> done++;
        case FAILED -> failed++;
        case CANCELLED, DUPLICATE, FORWARDED, POSTPONED -> {}
      }
    }
    commits++;
    commitTime = commitTime.plus(took);
    lastCommit = Optional.of(now);
  }

  void aborted() {
    aborts++;
    meters.aborted();
  }

  void late() {
    late++;
    meters.late();
  }

  /** Makes the figures visible. */
  void publish(Intake intake, int pending, Instant polled) {
    meters.holds(intake, pending);
    latest =
        new WorkerStats(
            done,
            failed,
            late,
            intake.running(),
            pending,
            commits,
            aborts,
            commitTime,
            lastCommit,
            Optional.of(polled));
  }

  WorkerStats latest() {
    return latest;
  }
}
