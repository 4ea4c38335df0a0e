package io.scriptorium.assembler;

import io.opentelemetry.context.Context;
import io.scriptorium.avro.DocumentResult;
import io.scriptorium.avro.JobStatus;
import io.scriptorium.schemas.AvroCodec;
import io.scriptorium.schemas.DeadLetters;
import io.scriptorium.schemas.DeadLetters.Cause;
import io.scriptorium.schemas.Topics;
import io.scriptorium.schemas.telemetry.RecordTraces;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/**
 * Sends the assembler's records to its sinks, within the task's transaction. A document's result is
 * not kept waiting for the next tick of transactions, unless results come faster than that.
 */
final class Outbox {
  /** Time between two transactions that nobody asked for. */
  static final Duration TICK = Duration.ofMillis(500);

  static final String RESULTS = "document-results";
  static final String STATUS = "job-status";
  static final String DEAD_LETTERS = "dead-letters";

  private static final String STAGE = "assembler";

  private final AvroCodec<DocumentResult> results = Topics.DOCUMENT_RESULTS.codec();
  private final AvroCodec<JobStatus> statuses = Topics.JOB_STATUS.codec();
  private final ProcessorContext<byte[], byte[]> context;
  private final AssemblerCounters counters;
  private Headers incoming = new RecordHeaders();
  private long nextRequest = Long.MIN_VALUE;

  Outbox(ProcessorContext<byte[], byte[]> context, AssemblerCounters counters) {
    this.context = context;
    this.counters = counters;
  }

  /** Lets what follows carry on the trace of an incoming record; without headers, none. */
  void carryOn(Headers headers) {
    incoming = headers;
  }

  /** The trace that is carried on. */
  Context trace() {
    return RecordTraces.contextOf(incoming);
  }

  void result(DocumentResult result) {
    byte[] key = result.getJobId().getBytes(StandardCharsets.UTF_8);
    long time = result.getFinishedAt().toEpochMilli();
    context.forward(new Record<>(key, results.encode(result), time, headers()), RESULTS);
    long now = context.currentSystemTimeMs();
    if (now >= nextRequest) {
      nextRequest = now + TICK.toMillis();
      context.commit();
    }
  }

  void status(JobStatus status) {
    byte[] key = status.getJobId().getBytes(StandardCharsets.UTF_8);
    long time = status.getUpdatedAt().toEpochMilli();
    context.forward(new Record<>(key, statuses.encode(status), time, headers()), STATUS);
  }

  /** Gives up the record that is being processed. */
  void deadLetter(Record<byte[], byte[]> record, Incoming.Rejected why, Instant now) {
    RecordMetadata place = context.recordMetadata().orElseThrow();
    ConsumerRecord<byte[], byte[]> original =
        new ConsumerRecord<>(
            place.topic(),
            place.partition(),
            place.offset(),
            record.timestamp(),
            TimestampType.CREATE_TIME,
            ConsumerRecord.NULL_SIZE,
            ConsumerRecord.NULL_SIZE,
            record.key(),
            record.value(),
            record.headers(),
            Optional.empty());
    Cause cause = new Cause(STAGE, why.failure(), why.jobId(), 1);
    ProducerRecord<byte[], byte[]> letter = DeadLetters.of(original, cause, now);
    context.forward(
        new Record<>(letter.key(), letter.value(), now.toEpochMilli(), headers()), DEAD_LETTERS);
    counters.deadLetter();
  }

  private Headers headers() {
    Headers headers = new RecordHeaders();
    RecordTraces.inject(trace(), headers);
    return headers;
  }
}
