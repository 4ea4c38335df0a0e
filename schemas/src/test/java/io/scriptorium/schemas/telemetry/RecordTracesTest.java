package io.scriptorium.schemas.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.TracerProvider;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

class RecordTracesTest {
  private static final String PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

  private final InMemorySpanExporter spans = InMemorySpanExporter.create();
  private final RecordTraces traces =
      new RecordTraces(
          SdkTracerProvider.builder().addSpanProcessor(SimpleSpanProcessor.create(spans)).build());

  private static ConsumerRecord<byte[], byte[]> consumed(byte[] traceparent) {
    ConsumerRecord<byte[], byte[]> record =
        new ConsumerRecord<>("page-jobs", 3, 17, new byte[0], new byte[0]);
    record.headers().add("traceparent", traceparent);
    return record;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void whatConsumesARecordGoesOnWithItsTrace() {
    traces.consume(consumed(bytes(PARENT))).end();

    SpanData span = spans.getFinishedSpanItems().get(0);
    assertThat(span.getTraceId()).isEqualTo("0af7651916cd43dd8448eb211c80319c");
    assertThat(span.getParentSpanId()).isEqualTo("b7ad6b7169203331");
    assertThat(span.getKind()).isEqualTo(SpanKind.CONSUMER);
    assertThat(span.getName()).isEqualTo("process page-jobs");
  }

  @Test
  void aProducedRecordCarriesItsSpanOnce() {
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>("page-jobs", new byte[0], new byte[0]);
    Headers headers = record.headers().add("traceparent", bytes(PARENT));
    Span span = traces.produce(record);

    assertThat(headers.headers("traceparent")).hasSize(1);
    assertThat(new String(headers.lastHeader("traceparent").value(), StandardCharsets.UTF_8))
        .startsWith(
            "00-%s-%s-"
                .formatted(span.getSpanContext().getTraceId(), span.getSpanContext().getSpanId()));
  }

  @Test
  void whatMakesNoSenseIsNoParent() {
    traces.consume(consumed(bytes("nonsense"))).end();
    traces.consume(consumed(new byte[0])).end();

    assertThat(spans.getFinishedSpanItems())
        .hasSize(2)
        .allSatisfy(span -> assertThat(span.getParentSpanContext().isValid()).isFalse());
  }

  @Test
  void aTracePassesThroughAServiceWithoutTracing() {
    Span span = new RecordTraces(TracerProvider.noop()).consume(consumed(bytes(PARENT)));

    Headers next = new RecordHeaders();
    RecordTraces.inject(RecordTraces.contextOf(span), next);

    assertThat(next.lastHeader("traceparent").value()).isEqualTo(bytes(PARENT));
  }
}
