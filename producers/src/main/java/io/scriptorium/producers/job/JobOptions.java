package io.scriptorium.producers.job;

import io.scriptorium.avro.Task;
import java.util.Map;
import java.util.Optional;

/**
 * What is asked of a job.
 *
 * @param jobId identity of the job and its idempotency key; empty: a new random one
 * @param task what is asked
 * @param schedule when its turn comes
 * @param attributes the submitter's own words, copied to the result
 */
public record JobOptions(
    Optional<String> jobId,
    Task task,
    Schedule schedule,
    Map<String, String> attributes) {

  public JobOptions {
    if (jobId.isPresent() && jobId.get().isBlank()) {
      throw new IllegalArgumentException("A job id is not blank");
    }
    attributes = Map.copyOf(attributes);
  }

  /** A task with everything else as usual. */
  public static JobOptions of(Task task) {
    return new JobOptions(Optional.empty(), task, Schedule.USUAL, Map.of());
  }

  /** The same at another time. */
  public JobOptions withSchedule(Schedule other) {
    return new JobOptions(jobId, task, other, attributes);
  }

  /** The same under a given id. */
  public JobOptions withJobId(String id) {
    return new JobOptions(Optional.of(id), task, schedule, attributes);
  }
}
