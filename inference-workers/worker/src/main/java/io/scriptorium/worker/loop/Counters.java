package io.scriptorium.worker.loop;

import io.scriptorium.worker.job.Ending;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Counts what the poll thread does; any thread may read the latest figures. */
final class Counters {
  private volatile WorkerStats latest = WorkerStats.NONE;
  private long done;
  private long failed;
  private long late;
  private long commits;
  private long aborts;
  private Duration commitTime = Duration.ZERO;
  private Optional<Instant> lastCommit = Optional.empty();

  void committed(List<Finished> finished, Duration took, Instant now) {
    for (Finished one : finished) {
      if (one.ending().kind() == Ending.Kind.DONE) {
        done++;
      } else {
        failed++;
      }
    }
    commits++;
    commitTime = commitTime.plus(took);
    lastCommit = Optional.of(now);
  }

  void aborted() {
    aborts++;
  }

  void late() {
    late++;
  }

  /** Makes the figures visible. */
  void publish(int inFlight, int pending, Instant polled) {
    latest =
        new WorkerStats(
            done,
            failed,
            late,
            inFlight,
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
