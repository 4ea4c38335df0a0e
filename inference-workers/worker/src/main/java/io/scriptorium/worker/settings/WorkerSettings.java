package io.scriptorium.worker.settings;

import io.scriptorium.schemas.Groups;
import java.util.ArrayList;
import java.util.List;

/**
 * Settings of a worker, complete and checked.
 *
 * @param kafka how to reach the cluster
 * @param limits how much work is taken at once
 * @param retries how often a job is tried
 * @param pace how long things wait
 * @param memory what is remembered of jobs that are done
 */
public record WorkerSettings(
    KafkaAccess kafka, Limits limits, Retries retries, Pace pace, Memory memory) {

  /** Group that workers belong to unless told otherwise. */
  public static final String DEFAULT_GROUP = Groups.WORKERS;

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
    problems.addAll(pace.problems());
    problems.addAll(memory.problems());
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(String.join("\n", problems));
    }
  }

  /** Defaults for a cluster, given as {@code host:port,…}. */
  public static WorkerSettings defaults(String bootstrapServers) {
    return of(KafkaAccess.of(bootstrapServers));
  }

  /** The same with other limits. */
  public WorkerSettings with(Limits other) {
    return new WorkerSettings(kafka, other, retries, pace, memory);
  }

  /** The same with other retries. */
  public WorkerSettings with(Retries other) {
    return new WorkerSettings(kafka, limits, other, pace, memory);
  }

  /** The same with another memory. */
  public WorkerSettings with(Memory other) {
    return new WorkerSettings(kafka, limits, retries, pace, other);
  }

  /** Defaults for a cluster that is reached in a way of its own. */
  public static WorkerSettings of(KafkaAccess kafka) {
    return new WorkerSettings(kafka, Limits.DEFAULT, Retries.DEFAULT, Pace.DEFAULT, Memory.DEFAULT);
  }
}
