package io.scriptorium.schemas.telemetry;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.TracerProvider;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;

/**
 * Spans of what happens to records. The context travels in the headers {@code traceparent} and
 * {@code tracestate} (W3C Trace Context) from job to result, through services without tracing, too.
 */
public final class RecordTraces {
  private static final W3CTraceContextPropagator PROPAGATOR =
      W3CTraceContextPropagator.getInstance();

  private final Tracer tracer;

  /** Spans of a provider; with {@link TracerProvider#noop()} none. */
  public RecordTraces(TracerProvider provider) {
    this.tracer = provider.get("io.scriptorium");
  }

  /** The context that a record carries; the root where it carries none that makes sense. */
  public static Context contextOf(Headers headers) {
    return PROPAGATOR.extract(Context.root(), headers, new HeaderAccess());
  }

  /** Lets a record carry a context, in place of what it carried. */
  public static void inject(Context context, Headers headers) {
    PROPAGATOR.inject(context, headers, new HeaderAccess());
  }

  /** The context whose span is this one. */
  public static Context contextOf(Span span) {
    return Context.root().with(span);
  }

  /** A span within one service. */
  public SpanBuilder span(String name, Context parent) {
    return tracer.spanBuilder(name).setParent(parent);
  }

  /** Begins the span of a record that was taken from its topic. */
  public Span consume(ConsumerRecord<byte[], byte[]> record) {
    return span("process " + record.topic(), contextOf(record.headers()))
        .setSpanKind(SpanKind.CONSUMER)
        .setAttribute("messaging.system", "kafka")
        .setAttribute("messaging.destination.name", record.topic())
        .setAttribute("messaging.destination.partition.id", String.valueOf(record.partition()))
        .setAttribute("messaging.kafka.offset", record.offset())
        .startSpan();
  }

  /** Begins the span of a record that is put on its topic, and lets the record carry it. */
  public Span produce(ProducerRecord<byte[], byte[]> record) {
    Span span =
        span("send " + record.topic(), Context.current())
            .setSpanKind(SpanKind.PRODUCER)
            .setAttribute("messaging.system", "kafka")
            .setAttribute("messaging.destination.name", record.topic())
            .startSpan();
    inject(contextOf(span), record.headers());
    return span;
  }
}
