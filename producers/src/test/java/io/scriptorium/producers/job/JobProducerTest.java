package io.scriptorium.producers.job;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.scriptorium.avro.DocumentJob;
import io.scriptorium.avro.FailureReason;
import io.scriptorium.avro.ImageJob;
import io.scriptorium.avro.Priority;
import io.scriptorium.avro.Task;
import io.scriptorium.avro.TaskKind;
import io.scriptorium.producers.blob.FileBlobStore;
import io.scriptorium.producers.blob.PayloadStore;
import io.scriptorium.schemas.Topics;
import io.scriptorium.schemas.telemetry.RecordTraces;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobProducerTest {
  private static final Instant NOW = Instant.ofEpochMilli(1_700_000_000_000L);
  private static final JobOptions OCR =
      JobOptions.of(Task.newBuilder().setKind(TaskKind.OCR).build());

  @TempDir private Path folder;
  private MockProducer<byte[], byte[]> kafka;
  private JobProducer jobs;

  @BeforeEach
  void createProducer() {
    kafka = new MockProducer<>(false, null, new ByteArraySerializer(), new ByteArraySerializer());
    jobs =
        new JobProducer(
            kafka,
            new PayloadStore(new FileBlobStore(folder.resolve("blobs"))),
            Clock.fixed(NOW, ZoneOffset.UTC),
            200_000);
  }

  @AfterEach
  void closeProducer() {
    jobs.close();
  }

  @Test
  void aJobsRecordCarriesASpanThatEndsWithItsAcknowledgement() throws Exception {
    InMemorySpanExporter spans = InMemorySpanExporter.create();
    JobProducer traced =
        new JobProducer(
            kafka,
            new PayloadStore(new FileBlobStore(folder.resolve("blobs"))),
            Clock.fixed(NOW, ZoneOffset.UTC),
            200_000,
            new RecordTraces(
                SdkTracerProvider.builder()
                    .addSpanProcessor(SimpleSpanProcessor.create(spans))
                    .build()));
    var unused = traced.submitImage(new JobSource.Bytes("a.png", new byte[] {1}), OCR);
    assertThat(spans.getFinishedSpanItems()).isEmpty();

    kafka.completeNext();

    SpanData span = spans.getFinishedSpanItems().get(0);
    assertThat(span.getKind()).isEqualTo(SpanKind.PRODUCER);
    assertThat(
            new String(
                kafka.history().get(0).headers().lastHeader("traceparent").value(),
                StandardCharsets.UTF_8))
        .startsWith("00-" + span.getTraceId() + "-" + span.getSpanId());
  }

  @Test
  void documentIsARecordOnceTheBrokerHasIt() throws Exception {
    CompletableFuture<String> submitted =
        jobs.submitDocument(
            new JobSource.Bytes("a.pdf", new byte[] {1}),
            Optional.of("1-2"),
            new JobOptions(
                Optional.of("id"),
                Optional.empty(),
                OCR.task(),
                new Schedule(Priority.HIGH, "press", Optional.of(NOW.plusSeconds(60))),
                Map.of("k", "v")));

    assertThat(submitted).isNotDone();
    kafka.completeNext();
    assertThat(submitted).isCompletedWithValue("id");
    assertThat(kafka.history().get(0).topic()).isEqualTo("scriptorium.document-jobs-high");
    assertThat(new String(kafka.history().get(0).key(), UTF_8)).isEqualTo("id");
    DocumentJob job = Topics.DOCUMENT_JOBS.codec().decode(kafka.history().get(0).value());
    assertThat(job.getJobId()).isEqualTo("id");
    assertThat(job.getName()).isEqualTo("a.pdf");
    assertThat(job.getPayload().getMediaType()).isEqualTo("application/pdf");
    assertThat(job.getPages()).isEqualTo("1-2");
    assertThat(job.getPriority()).isEqualTo(Priority.HIGH);
    assertThat(job.getTenant()).isEqualTo("press");
    assertThat(job.getSubmittedAt()).isEqualTo(NOW);
    assertThat(job.getDeadline()).isEqualTo(NOW.plusSeconds(60));
    assertThat(job.getAttributes()).isEqualTo(Map.of("k", "v"));
  }

  @Test
  void theSameIdempotencyKeyIsTheSameJobOnTheSamePartition() throws Exception {
    JobOptions once = OCR.withIdempotencyKey("order 7");
    var first = jobs.submitImage(new JobSource.Bytes("a", new byte[] {1}), once);
    var second = jobs.submitImage(new JobSource.Bytes("a", new byte[] {1}), once);
    var other =
        jobs.submitImage(
            new JobSource.Bytes("a", new byte[] {1}),
            once.withSchedule(new Schedule(Priority.NORMAL, "press", Optional.empty())));
    kafka.completeNext();
    kafka.completeNext();
    kafka.completeNext();

    assertThat(second.get()).isEqualTo(first.get());
    assertThat(other.get()).as("of another tenant").isNotEqualTo(first.get());
    assertThat(kafka.history().get(1).key()).isEqualTo(kafka.history().get(0).key());
    assertThat(new String(kafka.history().get(2).key(), UTF_8)).isEqualTo("press/order 7");
    ImageJob job = Topics.IMAGE_JOBS.codec().decode(kafka.history().get(1).value());
    assertThat(job.getIdempotencyKey()).isEqualTo("order 7");
    assertThat(job.getJobId()).isEqualTo(first.get());
  }

  @Test
  void largeFileLiesInTheBlobStoreBeforeTheRecordIsSent() throws Exception {
    Path file = Files.write(folder.resolve("scan"), new byte[100_000]);

    var unused = jobs.submitImage(new JobSource.File("scan", file), OCR);

    ImageJob job = Topics.IMAGE_JOBS.codec().decode(kafka.history().get(0).value());
    assertThat(job.getPayload().getReference().getSize()).isEqualTo(100_000);
    assertThat(job.getPayload().getMediaType()).isEqualTo("application/octet-stream");
    assertThat(UUID.fromString(job.getJobId()).toString()).isEqualTo(job.getJobId());
  }

  @Test
  void severalImagesAreOneJobInTheirOrder() throws Exception {
    Path file = Files.write(folder.resolve("scan"), new byte[100_000]);

    var unused =
        jobs.submitImage(
            new JobSource.Bytes("a.png", new byte[] {1}),
            List.of(new JobSource.Bytes("b.gif", new byte[] {2}), new JobSource.File("scan", file)),
            OCR);

    ImageJob job = Topics.IMAGE_JOBS.codec().decode(kafka.history().get(0).value());
    assertThat(job.getPayload().getContent().get(0)).isEqualTo((byte) 1);
    assertThat(job.getFurtherImages())
        .extracting(payload -> payload.getMediaType())
        .containsExactly("image/gif", "application/octet-stream");
    assertThat(job.getFurtherImages().get(1).getReference().getSize()).isEqualTo(100_000);
  }

  @Test
  void brokersFailureReachesTheSubmitter() throws Exception {
    CompletableFuture<String> submitted =
        jobs.submitImage(new JobSource.Bytes("a", new byte[1]), OCR.withJobId("id"));

    kafka.errorNext(new TimeoutException("no broker"));

    assertThatThrownBy(submitted::join).hasRootCauseMessage("no broker");
  }

  @Test
  void whatCannotBeReadIsRefusedInOneLine() throws Exception {
    Path file = Files.write(folder.resolve("large"), new byte[200_001]);

    SubmitException large = failure(new JobSource.File("large", file));
    assertThat(large.reason()).isEqualTo(FailureReason.TOO_MANY_BYTES);
    assertThat(large).hasMessage("large has 200,001 bytes, the limit is 200,000");
    SubmitException missing = failure(new JobSource.File("x.pdf", folder.resolve("x.pdf")));
    assertThat(missing.reason()).isEqualTo(FailureReason.UNREADABLE_SOURCE);
    assertThat(missing).hasMessage("Cannot read x.pdf: no such file");
    assertThat(failure(new JobSource.File("folder", folder)))
        .hasMessage("Cannot read folder: not a file");
    assertThat(kafka.history()).isEmpty();
  }

  private SubmitException failure(JobSource source) {
    return catchThrowableOfType(
        SubmitException.class, () -> jobs.submitDocument(source, Optional.empty(), OCR));
  }
}
