package io.scriptorium.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.scriptorium.app.pipeline.LocalPipeline;
import io.scriptorium.avro.Task;
import io.scriptorium.avro.TaskKind;
import io.scriptorium.engine.model.BundledModel;
import io.scriptorium.engine.task.ModelTaskRunner;
import io.scriptorium.engine.task.TaskSettings;
import io.scriptorium.producers.job.JobOptions;
import io.scriptorium.producers.job.JobSource;
import io.scriptorium.producers.split.SplitLimits;
import io.scriptorium.schemas.Topics;
import io.scriptorium.schemas.telemetry.RecordTraces;
import io.scriptorium.schemas.telemetry.Telemetry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class TraceIT {
  private final InMemorySpanExporter spans = InMemorySpanExporter.create();
  private final Telemetry telemetry =
      new Telemetry(
          new SimpleMeterRegistry(),
          new RecordTraces(
              SdkTracerProvider.builder()
                  .addSpanProcessor(SimpleSpanProcessor.create(spans))
                  .build()));

  private static ModelTaskRunner model() {
    return ModelTaskRunner.open(BundledModel.folder(), TaskSettings.defaults());
  }

  @Test
  void aDocumentIsOneTraceFromItsSubmissionToItsResult() throws Exception {
    ConsumerRecord<byte[], byte[]> result;
    try (LocalPipeline pipeline =
        LocalPipeline.start(TraceIT::model, SplitLimits.DEFAULT, telemetry)) {
      pipeline
          .producer()
          .submitDocument(
              new JobSource.File("book.pdf", Path.of("..", "samples", "book.pdf")),
              Optional.of("1-2"),
              JobOptions.of(Task.newBuilder().setKind(TaskKind.OCR).build()))
          .get(1, TimeUnit.MINUTES);
      result = firstResult(pipeline);
    }

    Map<String, List<SpanData>> byName =
        spans.getFinishedSpanItems().stream().collect(Collectors.groupingBy(SpanData::getName));
    assertThat(counts(byName))
        .containsEntry("send scriptorium.document-jobs", 1)
        .containsEntry("process scriptorium.document-jobs", 1)
        .containsEntry("process scriptorium.page-jobs", 2)
        .containsEntry("fetch", 2)
        .containsEntry("read", 2)
        .containsEntry("commit", 2)
        .containsEntry("assemble", 1);
    SpanData submission = only(byName, "send scriptorium.document-jobs");
    assertThat(spans.getFinishedSpanItems())
        .extracting(SpanData::getTraceId)
        .containsOnly(submission.getTraceId());
    assertThat(submission.getParentSpanContext().isValid()).isFalse();
    assertThat(only(byName, "process scriptorium.document-jobs").getParentSpanId())
        .isEqualTo(submission.getSpanId());
    assertThat(
            new String(result.headers().lastHeader("traceparent").value(), StandardCharsets.UTF_8))
        .contains(submission.getTraceId());
  }

  private static Map<String, Integer> counts(Map<String, List<SpanData>> byName) {
    return byName.entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().size()));
  }

  private static ConsumerRecord<byte[], byte[]> firstResult(LocalPipeline pipeline) {
    Map<String, Object> settings = new HashMap<>(pipeline.cluster().clientSettings());
    settings.put("isolation.level", "read_committed");
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(Topics.DOCUMENT_RESULTS.name()).stream()
              .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
      await("the result")
          .atMost(Duration.ofMinutes(3))
          .until(
              () -> {
                consumer.poll(Duration.ofMillis(200)).forEach(records::add);
                return !records.isEmpty();
              });
      return records.get(0);
    }
  }

  private static SpanData only(Map<String, List<SpanData>> spans, String name) {
    return spans.getOrDefault(name, List.of()).stream().findFirst().orElseThrow();
  }
}
