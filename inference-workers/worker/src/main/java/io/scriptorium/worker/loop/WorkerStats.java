package io.scriptorium.worker.loop;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What a worker has done so far and what it has in hand.
 *
 * @param done jobs answered, as committed
 * @param failed jobs and records given up, as committed
 * @param late answers that came after their partition had gone to another worker
 * @param inFlight jobs under way
 * @param pending records taken from the broker whose outcome is not committed
 * @param commits transactions committed
 * @param aborts transactions aborted or of unknown outcome
 * @param commitTime time spent in committed transactions
 * @param lastCommit when the last one was committed
 * @param lastPoll when the broker was last asked for records
 */
public record WorkerStats(
    long done,
    long failed,
    long late,
    int inFlight,
    int pending,
    long commits,
    long aborts,
    Duration commitTime,
    Optional<Instant> lastCommit,
    Optional<Instant> lastPoll) {

  /** Those of a worker that has not begun. */
  public static final WorkerStats NONE =
      new WorkerStats(0, 0, 0, 0, 0, 0, 0, Duration.ZERO, Optional.empty(), Optional.empty());
}
