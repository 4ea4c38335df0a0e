package io.scriptorium.worker.job;

import io.scriptorium.avro.Failure;
import io.scriptorium.avro.FailureReason;
import io.scriptorium.avro.ItemStatus;
import io.scriptorium.worker.job.Answer.Effort;
import org.jspecify.annotations.Nullable;

/**
 * Why a job has a result that no model gave.
 *
 * @param status how it ended
 * @param failure the reason and one line for a person; null if nothing failed
 * @param sameAs job that has the outcome in its place; null: none
 * @param effort what it took nevertheless
 */
record Unread(
    ItemStatus status, @Nullable Failure failure, @Nullable String sameAs, Effort effort) {
  static Unread of(Answer.Failed answer) {
    return new Unread(ItemStatus.FAILED, answer.failure(), null, answer.effort());
  }

  static Unread of(Answer.Cancelled answer) {
    return new Unread(
        ItemStatus.CANCELLED,
        new Failure(FailureReason.CANCELLED, "The job was cancelled"),
        null,
        answer.effort());
  }

  static Unread of(Answer.Duplicate answer) {
    return new Unread(ItemStatus.DUPLICATE, null, answer.jobId(), answer.effort());
  }
}
