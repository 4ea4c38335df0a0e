package io.scriptorium.worker.loop;

import io.opentelemetry.api.trace.Span;
import io.scriptorium.schemas.telemetry.RecordTraces;
import io.scriptorium.worker.job.Ending;

/**
 * A record and what comes of it.
 *
 * @param received the record
 * @param ending its result or dead letter, to be written with its offset
 * @param span the record's way through this worker
 * @param refusals how often the broker refused the ending for its length
 */
record Finished(Received received, Ending ending, Span span, int refusals) {
  /** Lets the ending's records carry on the record's trace. */
  Finished {
    ending
        .records()
        .forEach(record -> RecordTraces.inject(RecordTraces.contextOf(span), record.headers()));
  }

  Finished(Received received, Ending ending, Span span) {
    this(received, ending, span, 0);
  }

  /** Bytes of its records. */
  long bytes() {
    return ending.records().stream()
        .mapToLong(record -> record.value() == null ? 0 : record.value().length)
        .sum();
  }
}
