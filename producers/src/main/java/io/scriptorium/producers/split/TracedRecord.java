package io.scriptorium.producers.split;

import io.opentelemetry.api.trace.Span;
import io.scriptorium.schemas.telemetry.RecordTraces;
import java.time.Instant;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * A record of a document job, since it was taken up.
 *
 * @param record as the broker gave it
 * @param span its way through this splitter
 * @param begun when it was taken up
 */
record TracedRecord(ConsumerRecord<byte[], byte[]> record, Span span, Instant begun) {

  /** Lets what comes of it carry on its trace. */
  ProducerRecord<byte[], byte[]> carry(ProducerRecord<byte[], byte[]> next) {
    RecordTraces.inject(RecordTraces.contextOf(span), next.headers());
    return next;
  }

  /** Notes that it goes back to its topic. */
  void handBack() {
    span.addEvent("handed back");
    span.end();
  }
}
