package io.scriptorium.worker.job;

import io.scriptorium.avro.Failure;
import io.scriptorium.avro.FailureReason;
import io.scriptorium.avro.ItemStatus;
import io.scriptorium.worker.job.Answer.Effort;

/**
 * Why a job has a result that no model gave.
 *
 * @param status how it ended
 * @param failure the reason and one line for a person
 * @param effort what it took nevertheless
 */
record Unread(ItemStatus status, Failure failure, Effort effort) {
  static Unread of(Answer.Failed answer) {
    return new Unread(ItemStatus.FAILED, answer.failure(), answer.effort());
  }

  static Unread of(Answer.Cancelled answer) {
    return new Unread(
        ItemStatus.CANCELLED,
        new Failure(FailureReason.CANCELLED, "The job was cancelled"),
        answer.effort());
  }
}
