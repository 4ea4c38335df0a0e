package io.scriptorium.producers.split;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.scriptorium.avro.BlobReference;
import io.scriptorium.avro.DocumentJob;
import io.scriptorium.avro.DocumentManifest;
import io.scriptorium.avro.FailureReason;
import io.scriptorium.avro.ItemStatus;
import io.scriptorium.avro.PageJob;
import io.scriptorium.avro.PageResult;
import io.scriptorium.avro.Payload;
import io.scriptorium.avro.Priority;
import io.scriptorium.avro.Task;
import io.scriptorium.avro.TaskKind;
import io.scriptorium.producers.blob.FileBlobStore;
import io.scriptorium.producers.blob.PayloadStore;
import io.scriptorium.producers.split.SplitterVitals.Membership;
import io.scriptorium.schemas.Topics;
import io.scriptorium.schemas.UnusableClusterException;
import io.scriptorium.schemas.telemetry.RecordTraces;
import io.scriptorium.schemas.telemetry.Telemetry;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SplitterStageTest {
  private static final PDRectangle TINY = new PDRectangle(72, 36);

  private static final SplitRetries SAMPLE_RETRIES =
      new SplitRetries(3, Duration.ofMillis(1), Duration.ofMillis(5), Duration.ofMillis(20));

  @TempDir private Path folder;
  private final MockCluster cluster = new MockCluster();
  private final InMemorySpanExporter spans = InMemorySpanExporter.create();
  private final Telemetry telemetry =
      new Telemetry(
          new SimpleMeterRegistry(),
          new RecordTraces(
              SdkTracerProvider.builder()
                  .addSpanProcessor(SimpleSpanProcessor.create(spans))
                  .build()));
  private PayloadStore payloads;
  private SplitterStage stage;

  @BeforeEach
  void createStage() {
    payloads = new PayloadStore(new FileBlobStore(folder.resolve("blobs")));
    stage = stage(32);
  }

  @AfterEach
  void stopStage() {
    stage.close();
  }

  @Test
  void documentBecomesAManifestAndAPageJobForEachPage() throws Exception {
    cluster.addJob(
        bytes(job(SampleFiles.pdf(3, TINY)).setPages("2-").setAttributes(Map.of("a", "b"))));

    runUntilOffset(1);

    DocumentManifest manifest = cluster.manifests().get(0);
    assertThat(cluster.manifests()).hasSize(1);
    assertThat(manifest.getPages()).containsExactly(2, 3);
    assertThat(manifest.getPageCount()).isEqualTo(3);
    assertThat(manifest.getFailure()).isNull();
    assertThat(manifest.getName()).isEqualTo("name");
    assertThat(manifest.getAttributes()).isEqualTo(Map.of("a", "b"));
    assertThat(cluster.pageJobs()).extracting(PageJob::getPage).containsExactly(2, 3);
    assertThat(cluster.records(Topics.PAGE_JOBS))
        .extracting(record -> new String(record.key(), UTF_8))
        .containsExactly("job/2", "job/3");
    BufferedImage image =
        ImageIO.read(
            new ByteArrayInputStream(
                payloads.read(cluster.pageJobs().get(0).getPayload(), 1 << 20)));
    assertThat(image.getWidth()).isEqualTo(200);
    assertThat(cluster.pageJobs().get(0).getDpi()).isEqualTo(200);
  }

  @Test
  void pagesGoToTheLaneOfTheirDocumentUnderItsTenantAndKey() throws Exception {
    cluster.addJob(
        bytes(
            job(SampleFiles.pdf(1, TINY))
                .setPriority(Priority.LOW)
                .setTenant("press")
                .setIdempotencyKey("order 7")));

    runUntilOffset(1);

    assertThat(cluster.pageJobs()).as("of normal priority").isEmpty();
    assertThat(cluster.records(Topics.PAGE_LANES.low()))
        .singleElement()
        .satisfies(
            record -> {
              assertThat(new String(record.key(), UTF_8)).isEqualTo("press/job/1");
              PageJob page = Topics.PAGE_JOBS.codec().decode(record.value());
              assertThat(page.getTenant()).isEqualTo("press");
              assertThat(page.getIdempotencyKey()).isEqualTo("job/1");
            });
  }

  @Test
  void documentIsContinuedAfterTheCommittedPages() throws Exception {
    cluster.addJob(bytes(job(SampleFiles.pdf(5, TINY))));
    cluster.commit(new OffsetAndMetadata(0, new SplitProgress(3, 5, 0).metadata()));

    runUntilOffset(1);

    assertThat(cluster.manifests()).as("it was written with the first pages").isEmpty();
    assertThat(cluster.pageJobs()).extracting(PageJob::getPage).containsExactly(4, 5);
  }

  @Test
  void fencedProducerIsReplacedAndNoPageIsLostOrDoubled() throws Exception {
    stage = stage(2);
    cluster.addJob(bytes(job(SampleFiles.pdf(9, TINY))));
    cluster.fenceAfterCommits(3);

    runUntilOffset(1);

    assertThat(cluster.producers()).isEqualTo(2);
    assertThat(cluster.manifests()).hasSize(1);
    assertThat(cluster.pageJobs())
        .extracting(PageJob::getPage)
        .containsExactlyElementsOf(IntStream.rangeClosed(1, 9).boxed().toList());
  }

  @Test
  void progressIsCommittedWithThePagesChunkByChunk() throws Exception {
    stage = stage(2);
    cluster.addJob(bytes(job(SampleFiles.pdf(5, TINY))));

    runUntilOffset(1);

    assertThat(cluster.offsets().subList(0, cluster.offsets().size() - 1))
        .allMatch(offset -> offset.offset() == 0)
        .extracting(offset -> SplitProgress.parse(offset.metadata()).done())
        .isSorted()
        .contains(1);
  }

  @Test
  void undecodableRecordBecomesADeadLetterAndTheNextIsRead() throws Exception {
    byte[] garbage = "not avro".getBytes(UTF_8);
    cluster.addJob(garbage);
    cluster.addJob(bytes(job(SampleFiles.pdf(1, TINY))));

    runUntilOffset(2);

    var letter = cluster.deadLetters().get(0);
    assertThat(letter.getValue()).isEqualTo(ByteBuffer.wrap(garbage));
    assertThat(letter.getFailure().getReason()).isEqualTo(FailureReason.UNDECODABLE_RECORD);
    assertThat(letter.getStage()).isEqualTo("splitter");
    assertThat(letter.getOffset()).isZero();
    assertThat(cluster.pageJobs()).hasSize(1);
  }

  @Test
  void rejectedDocumentIsClosedByItsManifest() throws Exception {
    cluster.addJob(bytes(job(SampleFiles.encryptedPdf())));

    runUntilOffset(1);

    assertThat(cluster.deadLetters()).hasSize(1);
    assertThat(cluster.deadLetters().get(0).getJobId()).isEqualTo("job");
    DocumentManifest manifest = cluster.manifests().get(0);
    assertThat(manifest.getPages()).isEmpty();
    assertThat(manifest.getFailure().getReason()).isEqualTo(FailureReason.ENCRYPTED_FILE);
  }

  @Test
  void jobsThatCannotBeDoneAreRejectedWithTheReason() throws Exception {
    byte[] pdf = SampleFiles.pdf(2, TINY);
    cluster.addJob(bytes(job(pdf).setDeadline(Instant.EPOCH)));
    cluster.addJob(bytes(job(pdf).setTask(task(TaskKind.UNKNOWN))));
    cluster.addJob(bytes(job(pdf).setPages("7-")));
    cluster.addJob(bytes(job(pdf).setPages("all")));
    cluster.addJob(bytes(job(pdf).setAttributes(Map.of("long", "x".repeat(300_000)))));
    cluster.addJob(bytes(job(new byte[0])));
    cluster.addJob(bytes(job("text".getBytes(UTF_8))));
    cluster.addJob(bytes(job(pdf).setPayload(inline(new byte[2 << 20]))));

    runUntilOffset(8);

    assertThat(cluster.manifests())
        .extracting(manifest -> manifest.getFailure().getReason())
        .containsExactly(
            FailureReason.DEADLINE_EXCEEDED,
            FailureReason.UNSUPPORTED_TASK,
            FailureReason.BAD_PAGE_RANGE,
            FailureReason.BAD_PAGE_RANGE,
            FailureReason.RECORD_TOO_LARGE,
            FailureReason.EMPTY_FILE,
            FailureReason.UNSUPPORTED_FORMAT,
            FailureReason.RECORD_TOO_LARGE);
    assertThat(cluster.deadLetters()).hasSize(8);
  }

  @Test
  void payloadThatIsGoneIsUnreadable() throws Exception {
    byte[] large = new byte[100_000];
    DocumentJob job = job(large).setPayload(payloads.store(large, "application/pdf")).build();
    Files.delete(Path.of(URI.create(job.getPayload().getReference().getUri())));
    cluster.addJob(Topics.DOCUMENT_JOBS.codec().encode(job));

    runUntilOffset(1);

    assertThat(cluster.manifests().get(0).getFailure().getReason())
        .isEqualTo(FailureReason.UNREADABLE_SOURCE);
  }

  @Test
  void sourceThatIsNotAllowedIsForbidden() throws Exception {
    Payload secret =
        Payload.newBuilder()
            .setMediaType("text/plain")
            .setReference(new BlobReference("file:///etc/passwd", 5L, "00"))
            .build();
    cluster.addJob(bytes(job(new byte[0]).setPayload(secret)));

    runUntilOffset(1);

    assertThat(cluster.deadLetters()).hasSize(1);
    assertThat(cluster.deadLetters().get(0).getFailure().getReason())
        .isEqualTo(FailureReason.FORBIDDEN_SOURCE);
    assertThat(cluster.manifests().get(0).getFailure().getReason())
        .isEqualTo(FailureReason.FORBIDDEN_SOURCE);
  }

  @Test
  void storeThatFailsForAWhileIsAskedAgain() throws Exception {
    FailingStore failing = new FailingStore(new FileBlobStore(folder.resolve("blobs")));
    payloads = new PayloadStore(failing);
    stage = stage(settings(SAMPLE_RETRIES));
    cluster.addJob(bytes(largeJob()));
    failing.failNext(2);

    runUntilOffset(1);

    assertThat(cluster.deadLetters()).isEmpty();
    assertThat(cluster.pageResults()).as("failed pages").isEmpty();
    assertThat(cluster.pageJobs()).extracting(PageJob::getPage).containsExactly(1, 2);
    assertThat(telemetry.meters().get(SplitterMeter.STORE_RETRIES.id()).counter().count())
        .isEqualTo(2);
  }

  @Test
  void storeThatFailsForTooLongIsADeadLetterThatSaysSo() throws Exception {
    FailingStore failing = new FailingStore(new FileBlobStore(folder.resolve("blobs")));
    payloads = new PayloadStore(failing);
    stage = stage(settings(SAMPLE_RETRIES));
    cluster.addJob(bytes(largeJob()));
    failing.failNext(Integer.MAX_VALUE);

    runUntilOffset(1);

    var letter = cluster.deadLetters().get(0);
    assertThat(letter.getFailure().getReason()).isEqualTo(FailureReason.TOO_MANY_ATTEMPTS);
    assertThat(letter.getFailure().getMessage()).contains("stale file handle");
    assertThat(letter.getAttempts()).isGreaterThan(2);
    assertThat(cluster.manifests()).hasSize(1);
  }

  @Test
  void documentThatWaitsForAStoreIsHandedBackAsIfItHadNotBeenTried() throws Exception {
    FailingStore failing = new FailingStore(new FileBlobStore(folder.resolve("blobs")));
    payloads = new PayloadStore(failing);
    stage = stage(settings(SplitRetries.DEFAULT));
    cluster.addJob(bytes(largeJob()));
    failing.failNext(Integer.MAX_VALUE);
    Thread thread = new Thread(stage, "splitter");
    thread.start();
    await().until(() -> failing.failures() > 0);

    stage.stop();

    thread.join();
    assertThat(SplitProgress.parse(cluster.lastOffset().orElseThrow().metadata()))
        .isEqualTo(SplitProgress.NONE);
  }

  @Test
  void documentCancelledBeforeItIsTakenIsClosedWithoutAPageOrADeadLetter() throws Exception {
    cluster.cancel("job");
    cluster.addJob(bytes(job(SampleFiles.pdf(3, TINY))));
    cluster.addJob(bytes(job(SampleFiles.pdf(1, TINY)).setJobId("another")));

    runUntilOffset(2);

    assertThat(cluster.manifests().get(0).getJobId()).isEqualTo("job");
    assertThat(cluster.manifests().get(0).getFailure().getReason())
        .isEqualTo(FailureReason.CANCELLED);
    assertThat(cluster.deadLetters()).isEmpty();
    assertThat(cluster.pageJobs()).extracting(PageJob::getJobId).containsExactly("another");
    assertThat(count(SplitterMeter.DOCUMENTS, "cancelled")).isEqualTo(1);
    assertThat(count(SplitterMeter.DOCUMENTS, "rejected")).isZero();
  }

  @Test
  void documentCancelledWhileItWaitsForAStoreIsClosedPageByPage() throws Exception {
    FailingStore failing = new FailingStore(new FileBlobStore(folder.resolve("blobs")));
    payloads = new PayloadStore(failing);
    stage =
        stage(
            settings(
                new SplitRetries(
                    3, Duration.ofMillis(1), Duration.ofMillis(5), Duration.ofMinutes(5))));
    cluster.addJob(bytes(largeJob()));
    cluster.commit(new OffsetAndMetadata(0, new SplitProgress(1, 2, 0).metadata()));
    failing.failNext(Integer.MAX_VALUE);
    Thread thread = new Thread(stage, "splitter");
    thread.start();
    await().until(() -> failing.failures() > 0);

    cluster.cancel("job");

    await().until(() -> cluster.lastOffset().orElseThrow().offset() == 1);
    stage.stop();
    thread.join();
    assertThat(cluster.pageResults())
        .singleElement()
        .satisfies(
            page -> {
              assertThat(page.getPage()).isEqualTo(2);
              assertThat(page.getStatus()).isEqualTo(ItemStatus.CANCELLED);
              assertThat(page.getFailure().getReason()).isEqualTo(FailureReason.CANCELLED);
            });
    assertThat(cluster.manifests()).as("it was written with the first page").isEmpty();
    assertThat(cluster.deadLetters()).isEmpty();
    assertThat(count(SplitterMeter.PAGES, "cancelled")).isEqualTo(1);
  }

  @Test
  void clusterThatLetsNobodyReadCancellationsTurnsTheSplitterAway() {
    cluster.refuseTails(new TopicAuthorizationException(Set.of(Topics.CANCELLATIONS.name())));

    assertThatThrownBy(stage::run)
        .isInstanceOf(UnusableClusterException.class)
        .hasMessageContaining(Topics.CANCELLATIONS.name());
  }

  private DocumentJob.Builder largeJob() throws IOException {
    byte[] pdf = SampleFiles.pdf(2, TINY);
    return job(Arrays.copyOf(pdf, PayloadStore.INLINE_LIMIT + pdf.length));
  }

  @Test
  void tooManyPagesAreRefused() throws Exception {
    cluster.addJob(bytes(job(SampleFiles.pdf(6, TINY))));
    stage =
        stage(
            new SplitterSettings(
                new SplitLimits(1 << 20, 5, 72, 1_000_000, SplitLimits.DEFAULT.image()),
                32,
                Duration.ofMillis(250),
                SplitRetries.DEFAULT,
                folder.resolve("scratch")));

    runUntilOffset(1);

    assertThat(cluster.manifests().get(0).getFailure().getReason())
        .isEqualTo(FailureReason.TOO_MANY_PAGES);
  }

  @Test
  void pageThatCannotBeRenderedIsClosedByAFailedResult() throws Exception {
    try (PDDocument document = SampleFiles.document(1, TINY)) {
      document.addPage(new PDPage(new PDRectangle(14_400, 20)));
      cluster.addJob(bytes(job(SampleFiles.bytes(document))));
    }

    runUntilOffset(1);

    assertThat(cluster.pageJobs()).extracting(PageJob::getPage).containsExactly(1);
    assertThat(cluster.manifests().get(0).getPages()).containsExactly(1, 2);
    PageResult failed = cluster.pageResults().get(0);
    assertThat(failed.getPage()).isEqualTo(2);
    assertThat(failed.getStatus()).isEqualTo(ItemStatus.FAILED);
    assertThat(failed.getFailure().getReason()).isEqualTo(FailureReason.BAD_ASPECT_RATIO);
  }

  @Test
  void documentThatCannotBeContinuedIsClosedPageByPage() throws Exception {
    cluster.addJob(bytes(job("gone".getBytes(UTF_8))));
    cluster.commit(new OffsetAndMetadata(0, new SplitProgress(2, 4, 0).metadata()));

    runUntilOffset(1);

    assertThat(cluster.manifests()).isEmpty();
    assertThat(cluster.pageResults()).extracting(PageResult::getPage).containsExactly(3, 4);
  }

  @Test
  void pageAtWhichTheProcessWentDownAgainAndAgainIsLeftOut() throws Exception {
    cluster.addJob(bytes(job(SampleFiles.pdf(4, TINY))));
    cluster.commit(new OffsetAndMetadata(0, new SplitProgress(1, 4, 3).metadata()));

    runUntilOffset(1);

    assertThat(cluster.pageResults()).extracting(PageResult::getPage).containsExactly(2);
    assertThat(cluster.pageResults().get(0).getFailure().getReason())
        .isEqualTo(FailureReason.TOO_MANY_ATTEMPTS);
    assertThat(cluster.pageJobs()).extracting(PageJob::getPage).containsExactly(3, 4);
  }

  @Test
  void documentThatNeverOpensIsGivenUp() throws Exception {
    cluster.addJob(bytes(job(SampleFiles.pdf(4, TINY))));
    cluster.commit(new OffsetAndMetadata(0, new SplitProgress(0, 0, 6).metadata()));

    runUntilOffset(1);

    assertThat(cluster.manifests().get(0).getFailure().getReason())
        .isEqualTo(FailureReason.TOO_MANY_ATTEMPTS);
  }

  @Test
  void everyTakeUpIsCommittedBeforeTheWorkBegins() throws Exception {
    cluster.addJob(bytes(job(SampleFiles.pdf(1, TINY))));

    runUntilOffset(1);

    assertThat(SplitProgress.parse(cluster.offsets().get(0).metadata()))
        .isEqualTo(new SplitProgress(0, 0, 1));
  }

  @Test
  void scratchFilesAreGoneAtTheEnd() throws Exception {
    cluster.addJob(bytes(job(SampleFiles.pdf(3, TINY))));
    cluster.addJob(bytes(job(SampleFiles.encryptedPdf())));

    runUntilOffset(2);

    await()
        .untilAsserted(
            () -> {
              try (Stream<Path> files = Files.list(folder.resolve("scratch"))) {
                assertThat(files).isEmpty();
              }
            });
  }

  @Test
  void countsWhatItDidByTheNamesOfItsCatalogue() throws Exception {
    cluster.addJob(bytes(job(SampleFiles.pdf(3, TINY))));
    cluster.addJob("no job".getBytes(UTF_8));

    runUntilOffset(2);

    MeterRegistry meters = telemetry.meters();
    assertThat(
            meters.getMeters().stream()
                .map(meter -> meter.getId().getName())
                .filter(name -> !name.endsWith(".histogram")) // of this registry alone
                .collect(Collectors.toSet()))
        .isEqualTo(
            Arrays.stream(SplitterMeter.values())
                .map(SplitterMeter::id)
                .collect(Collectors.toSet()));
    assertThat(count(SplitterMeter.DOCUMENTS, "split")).isEqualTo(1);
    assertThat(count(SplitterMeter.DOCUMENTS, "rejected")).isEqualTo(1);
    assertThat(count(SplitterMeter.PAGES, "rendered")).isEqualTo(3);
    assertThat(meters.get(SplitterMeter.DOCUMENT.id()).timer().count()).isEqualTo(2);
  }

  private double count(SplitterMeter meter, String outcome) {
    return telemetry.meters().get(meter.id()).tag("outcome", outcome).counter().count();
  }

  @Test
  void pagesAndManifestCarryOnTheTraceOfTheDocument() throws Exception {
    cluster.addJob(
        bytes(job(SampleFiles.pdf(2, TINY))),
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");

    runUntilOffset(1);

    SpanData span = spans.getFinishedSpanItems().get(0);
    assertThat(span.getTraceId()).isEqualTo("0af7651916cd43dd8448eb211c80319c");
    assertThat(span.getParentSpanId()).isEqualTo("b7ad6b7169203331");
    List<ProducerRecord<byte[], byte[]>> written = new ArrayList<>();
    written.addAll(cluster.records(Topics.PAGE_JOBS));
    written.addAll(cluster.records(Topics.DOCUMENT_MANIFESTS));
    assertThat(written)
        .hasSize(3)
        .extracting(record -> new String(record.headers().lastHeader("traceparent").value(), UTF_8))
        .allMatch(header -> header.startsWith("00-" + span.getTraceId() + "-" + span.getSpanId()));
  }

  @Test
  void isAMemberOnceItHasPolledAndLeavesWhenItIsStopped() throws Exception {
    assertThat(stage.vitals().membership()).isEqualTo(Membership.JOINING);
    Thread thread = new Thread(stage, "splitter");
    thread.start();
    await().until(() -> stage.vitals().membership() == Membership.WORKING);
    assertThat(stage.vitals().lastTurn()).isPresent();

    stage.stop();

    assertThat(stage.vitals().membership()).isEqualTo(Membership.LEAVING);
    thread.join();
    assertThat(stage.vitals().membership()).isEqualTo(Membership.LEAVING);
  }

  private void runUntilOffset(long offset) throws InterruptedException {
    Thread thread = new Thread(stage, "splitter");
    thread.start();
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> cluster.lastOffset().filter(last -> last.offset() == offset).isPresent());
    stage.stop();
    assertThat(stage.awaitStopped(Duration.ofSeconds(10))).isTrue();
    thread.join();
  }

  private SplitterStage stage(int pagesPerTransaction) {
    return stage(settings(pagesPerTransaction, SplitRetries.DEFAULT));
  }

  private SplitterSettings settings(SplitRetries retries) {
    return settings(32, retries);
  }

  private SplitterSettings settings(int pagesPerTransaction, SplitRetries retries) {
    return new SplitterSettings(
        SplitLimits.DEFAULT,
        pagesPerTransaction,
        Duration.ofMillis(250),
        retries,
        folder.resolve("scratch"));
  }

  private SplitterStage stage(SplitterSettings settings) {
    return new SplitterStage(cluster, payloads, settings, Clock.systemUTC(), telemetry);
  }

  private DocumentJob.Builder job(byte[] file) throws IOException {
    return DocumentJob.newBuilder()
        .setJobId("job")
        .setName("name")
        .setPayload(payloads.store(file, "application/octet-stream"))
        .setTask(task(TaskKind.OCR))
        .setSubmittedAt(Instant.ofEpochMilli(1));
  }

  private static Payload inline(byte[] content) {
    return Payload.newBuilder()
        .setMediaType("application/pdf")
        .setContent(ByteBuffer.wrap(content))
        .build();
  }

  private static Task task(TaskKind kind) {
    return Task.newBuilder().setKind(kind).build();
  }

  private static byte[] bytes(DocumentJob.Builder job) {
    return Topics.DOCUMENT_JOBS.codec().encode(job.build());
  }
}
