package io.scriptorium.assembler;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import io.scriptorium.avro.DocumentResult;
import io.scriptorium.schemas.telemetry.RecordTraces;
import java.time.Instant;

/**
 * Tells of documents that are closed.
 *
 * @param counters where they are counted
 * @param traces where their spans go
 */
record ClosingWatch(AssemblerCounters counters, RecordTraces traces) {

  /** Begins the span of a document that is bound. */
  Span begin(Context trace) {
    return traces.span("assemble", trace).startSpan();
  }

  void closed(DocumentResult result, Instant submitted) {
    counters.closed(result, submitted);
  }
}
