package io.scriptorium.worker.share;

import io.opentelemetry.api.trace.Span;
import io.scriptorium.worker.job.Answer;
import io.scriptorium.worker.job.JobReader.Reading;
import io.scriptorium.worker.job.Origin;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** One delivery of a record, and how far it is. Owned by the loop's thread. */
final class Delivered {
  final ShareLane lane;
  final Origin origin;
  final Reading reading;
  final Span span;
  final int count;
  Stage stage = Stage.WAITING;
  Optional<CompletableFuture<Answer>> answer = Optional.empty();
  Shape shape = Shape.WHOLE;

  enum Stage {
    WAITING,
    RUNNING,
    /** What ends it is being written. */
    ENDING
  }

  /** Of the records that end a job. */
  enum Shape {
    WHOLE,
    /** The broker refused the whole ones for their length. */
    SHORTENED
  }

  /**
   * A delivery that nothing was done about.
   *
   * @param reading what the record says
   */
  Delivered(ShareLane lane, ConsumerRecord<byte[], byte[]> record, Reading reading, Span span) {
    this.lane = lane;
    this.reading = reading;
    this.span = span;
    this.count = record.deliveryCount().map(Short::intValue).orElse(1);
    this.origin = new Origin(record, count - 1, Instant.MIN, Optional.empty());
  }

  long payloadBytes() {
    return reading.known().map(job -> job.payloadBytes()).orElse(0L);
  }

  boolean isOf(String jobId) {
    return reading.known().filter(job -> job.jobId().equals(jobId)).isPresent();
  }

  void cancel() {
    answer.ifPresent(future -> future.cancel(false));
  }
}
