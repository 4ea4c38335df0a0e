package io.scriptorium.worker.job;

import io.scriptorium.avro.Failure;
import io.scriptorium.engine.task.TaskOutcome;
import java.time.Duration;

/** What came of a job. */
public sealed interface Answer {
  Effort effort();

  /** The model answered. */
  record Done(TaskOutcome.Done outcome, Effort effort) implements Answer {}

  /**
   * It was answered before, as another job.
   *
   * @param result that job's record on the topic of results
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Recalled(byte[] result, Effort effort) implements Answer {}

  /** There is no answer, and there will be none. */
  record Failed(Failure failure, Effort effort) implements Answer {}

  /** Nobody wants the answer any more. */
  record Cancelled(Effort effort) implements Answer {}

  /**
   * Another job of the same idempotency key has the answer, or will have it.
   *
   * @param jobId that one
   */
  record Duplicate(String jobId, Effort effort) implements Answer {}

  /**
   * Not here: its record belongs on another partition of its topic.
   *
   * @param partition that one
   */
  record Elsewhere(int partition) implements Answer {
    @Override
    public Effort effort() {
      return Effort.LOOKED_AT;
    }
  }

  /** There is no answer yet, but there might be one later. */
  record Postponed(Failure failure, Effort effort) implements Answer {}

  /**
   * What the worker spent on a job, beside the model's own usage.
   *
   * @param attempts tries, from 1
   * @param queued waiting to be started
   * @param fetch fetching the payload, in the last try
   */
  record Effort(int attempts, Duration queued, Duration fetch) {
    /** Nothing but a look at the record. */
    public static final Effort LOOKED_AT = new Effort(1, Duration.ZERO, Duration.ZERO);
  }
}
