package io.scriptorium.worker.settings;

import io.scriptorium.schemas.Groups;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Settings of a worker, complete and checked.
 *
 * @param kafka how to reach the cluster
 * @param limits how much work is taken at once
 * @param retries how often a job is tried
 * @param tick time between two transactions, 10 ms to 5 s; 100 to 500 ms is sensible
 * @param drainDeadline how long work under way may take to finish when the worker is stopped
 */
public record WorkerSettings(
    KafkaAccess kafka, Limits limits, Retries retries, Duration tick, Duration drainDeadline) {

  /** Group that workers belong to unless told otherwise. */
  public static final String DEFAULT_GROUP = Groups.WORKERS;

  public static final Duration DEFAULT_TICK = Duration.ofMillis(200);
  public static final Duration DEFAULT_DRAIN_DEADLINE = Duration.ofSeconds(30);

  private static final Duration SHORTEST_TICK = Duration.ofMillis(10);
  private static final Duration LONGEST_TICK = Duration.ofSeconds(5);

  /**
   * Checks everything at once.
   *
   * @throws IllegalArgumentException naming all problems, one a line
   */
  public WorkerSettings {
    List<String> problems = new ArrayList<>();
    problems.addAll(kafka.problems());
    problems.addAll(limits.problems());
    problems.addAll(retries.problems());
    if (tick.compareTo(SHORTEST_TICK) < 0 || tick.compareTo(LONGEST_TICK) > 0) {
      problems.add("The tick is 10 ms to 5 s, not " + tick);
    }
    if (drainDeadline.isNegative()) {
      problems.add("The drain deadline is not negative, unlike " + drainDeadline);
    }
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(String.join("\n", problems));
    }
  }

  /** Defaults for a cluster, given as {@code host:port,…}. */
  public static WorkerSettings defaults(String bootstrapServers) {
    return of(KafkaAccess.of(bootstrapServers));
  }

  /** The same with other retries. */
  public WorkerSettings with(Retries other) {
    return new WorkerSettings(kafka, limits, other, tick, drainDeadline);
  }

  /** Defaults for a cluster that is reached in a way of its own. */
  public static WorkerSettings of(KafkaAccess kafka) {
    return new WorkerSettings(
        kafka, Limits.DEFAULT, Retries.DEFAULT, DEFAULT_TICK, DEFAULT_DRAIN_DEADLINE);
  }
}
