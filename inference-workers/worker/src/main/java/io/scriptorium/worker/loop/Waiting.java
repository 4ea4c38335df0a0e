package io.scriptorium.worker.loop;

import io.opentelemetry.api.trace.Span;
import io.scriptorium.avro.Priority;
import io.scriptorium.schemas.Topics;
import io.scriptorium.worker.job.Job;
import java.util.Optional;

/**
 * A job that was taken and not begun.
 *
 * @param received its record
 * @param job what is asked
 * @param cost what it will take, as far as one can tell
 * @param span its way through this worker
 */
record Waiting(Received received, Job job, Cost cost, Span span) {
  /** The priority of the topic to which it was submitted. */
  Priority lane() {
    return lane(received.origin().record().topic()).orElse(Priority.NORMAL);
  }

  /** What it takes while it waits: its tokens are still to be done, its record is in memory. */
  Cost held() {
    return new Cost(cost.tokens(), Math.max(0, received.record().serializedValueSize()));
  }

  /** The priority of a topic; none has one that gives jobs of several. */
  static Optional<Priority> lane(String topic) {
    return Topics.PAGE_LANES.priority(topic).or(() -> Topics.IMAGE_LANES.priority(topic));
  }
}
