package io.scriptorium.worker.share;

import io.scriptorium.avro.Priority;
import io.scriptorium.worker.job.Ending;
import io.scriptorium.worker.loop.Cost;
import io.scriptorium.worker.loop.DeliveryMeters;
import io.scriptorium.worker.loop.WorkerStats;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Counts what all lanes of a worker do. Safe for use by several threads. */
final class ShareCounters {
  private final DeliveryMeters meters;
  private long done;
  private long failed;
  private long late;

  ShareCounters(DeliveryMeters meters) {
    this.meters = meters;
  }

  synchronized void ended(Ending ending) {
    meters.ended(ending);
    done += ending.kind() == Ending.Kind.DONE ? 1 : 0;
    failed += ending.kind() == Ending.Kind.FAILED ? 1 : 0;
  }

  /** A record was lost to another worker before it was acknowledged. */
  synchronized void late() {
    meters.late();
    late++;
  }

  void begun(Priority lane, Cost cost) {
    meters.begun(lane, cost);
  }

  void postponed() {
    meters.postponed();
  }

  void undecided() {
    meters.undecided();
  }

  /**
   * Figures of now.
   *
   * @param room with the jobs under way
   * @param pending records held
   * @param looked when the broker was last asked
   */
  synchronized WorkerStats publish(Room room, int pending, Optional<Instant> looked) {
    int running = room.jobs();
    meters.holds(running, room.underWay(), pending);
    return new WorkerStats(
        done, failed, late, running, pending, 0, 0, Duration.ZERO, Optional.empty(), looked);
  }
}
