package io.scriptorium.producers.job;

import io.scriptorium.avro.Task;
import io.scriptorium.schemas.IdempotencyKey;
import java.util.Map;
import java.util.Optional;

/**
 * What is asked of a job.
 *
 * @param jobId identity of the job; empty: it follows from the idempotency key, or is a new random
 *     one
 * @param idempotencyKey jobs of a tenant with the same one are answered once; empty: this is a job
 *     of its own
 * @param task what is asked
 * @param schedule when its turn comes
 * @param attributes the submitter's own words, copied to the result
 */
public record JobOptions(
    Optional<String> jobId,
    Optional<String> idempotencyKey,
    Task task,
    Schedule schedule,
    Map<String, String> attributes) {

  public JobOptions {
    if (jobId.isPresent() && jobId.get().isBlank()) {
      throw new IllegalArgumentException("A job id is not blank");
    }
    if (jobId.isPresent() && idempotencyKey.isPresent()) {
      throw new IllegalArgumentException(
          "A job has an id of its own or an idempotency key, from which its id follows, not both");
    }
    if (idempotencyKey.filter(key -> !isKey(key)).isPresent()) {
      throw new IllegalArgumentException(
          "An idempotency key has 1 to %d characters".formatted(IdempotencyKey.MAX_LENGTH));
    }
    attributes = Map.copyOf(attributes);
  }

  private static boolean isKey(String key) {
    return !key.isBlank() && key.length() <= IdempotencyKey.MAX_LENGTH;
  }

  /** A task with everything else as usual. */
  public static JobOptions of(Task task) {
    return new JobOptions(Optional.empty(), Optional.empty(), task, Schedule.USUAL, Map.of());
  }

  /** The same at another time. */
  public JobOptions withSchedule(Schedule other) {
    return new JobOptions(jobId, idempotencyKey, task, other, attributes);
  }

  /** The same under a given id, without an idempotency key. */
  public JobOptions withJobId(String id) {
    return new JobOptions(Optional.of(id), Optional.empty(), task, schedule, attributes);
  }

  /** The same under the id that follows from an idempotency key. */
  public JobOptions withIdempotencyKey(String key) {
    return new JobOptions(Optional.empty(), Optional.of(key), task, schedule, attributes);
  }

  /** The job's id, where it is known before the job is submitted. */
  public Optional<String> identity() {
    return jobId.or(() -> key().map(IdempotencyKey::jobId));
  }

  /** The key within its tenant. */
  Optional<IdempotencyKey> key() {
    return idempotencyKey.map(key -> new IdempotencyKey(schedule.tenant(), key));
  }
}
