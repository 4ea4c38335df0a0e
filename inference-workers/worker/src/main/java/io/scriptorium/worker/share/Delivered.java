package io.scriptorium.worker.share;

import io.opentelemetry.api.trace.Span;
import io.scriptorium.avro.Priority;
import io.scriptorium.schemas.Topics;
import io.scriptorium.worker.job.Origin;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * One delivery of a record.
 *
 * @param record as the broker gave it
 * @param span its way through this worker
 */
record Delivered(ConsumerRecord<byte[], byte[]> record, Span span) {
  /** From 1; what it counts as one beside what was given back depends on the broker. */
  int count() {
    return record.deliveryCount().map(Short::intValue).orElse(1);
  }

  /** No retry topic is next. */
  Origin origin() {
    return new Origin(record, 0, Instant.MIN, Optional.empty());
  }

  /** The priority of its topic. */
  Priority lane() {
    return Topics.PAGE_LANES
        .priority(record.topic())
        .or(() -> Topics.IMAGE_LANES.priority(record.topic()))
        .orElse(Priority.NORMAL);
  }
}
