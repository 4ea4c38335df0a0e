package io.scriptorium.assembler;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.scriptorium.assembler.document.DocumentBinder;
import io.scriptorium.avro.DeadLetter;
import io.scriptorium.avro.DocumentManifest;
import io.scriptorium.avro.DocumentResult;
import io.scriptorium.avro.JobStatus;
import io.scriptorium.avro.PageResult;
import io.scriptorium.avro.Payload;
import io.scriptorium.producers.blob.BlobStore;
import io.scriptorium.producers.blob.PayloadException;
import io.scriptorium.producers.blob.PayloadStore;
import io.scriptorium.schemas.AvroCodec;
import io.scriptorium.schemas.RecordFormat;
import io.scriptorium.schemas.Topic;
import io.scriptorium.schemas.Topics;
import io.scriptorium.schemas.telemetry.RecordTraces;
import io.scriptorium.schemas.telemetry.Telemetry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.function.LongSupplier;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;

/** The assembler's topology on Kafka Streams' test driver; the clock moves only when told to. */
final class AssemblyBench implements AutoCloseable {
  static final AssemblyTiming TIMING =
      new AssemblyTiming(Duration.ofSeconds(1), Duration.ofHours(1), Duration.ofSeconds(5));

  private final AvroCodec<DocumentManifest> manifests = Topics.DOCUMENT_MANIFESTS.codec();
  private final AvroCodec<PageResult> pages = Topics.PAGE_RESULTS.codec();
  final InMemorySpanExporter spans = InMemorySpanExporter.create();
  final Telemetry telemetry =
      new Telemetry(
          new SimpleMeterRegistry(),
          new RecordTraces(
              SdkTracerProvider.builder()
                  .addSpanProcessor(SimpleSpanProcessor.create(spans))
                  .build()));
  private final PayloadStore payloads;
  private final TopologyTestDriver driver;
  private final TestInputTopic<byte[], byte[]> manifestTopic;
  private final TestInputTopic<byte[], byte[]> pageTopic;

  AssemblyBench(Path folder, BlobStore blobs) {
    this(folder, blobs, System::nanoTime);
  }

  /** One whose binder has a clock of its own, in nanoseconds. */
  AssemblyBench(Path folder, BlobStore blobs, LongSupplier nanoTime) {
    payloads = new PayloadStore(blobs);
    DocumentBinder binder = new DocumentBinder(payloads, folder.resolve("binding"), nanoTime);
    Properties properties = new Properties();
    properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "assembly-bench");
    properties.put(StreamsConfig.STATE_DIR_CONFIG, folder.resolve("state").toString());
    driver =
        new TopologyTestDriver(
            AssemblyTopology.of(TIMING, binder, telemetry, RecordFormat.SINGLE_OBJECT),
            properties,
            Records.NOON);
    manifestTopic = input(Topics.DOCUMENT_MANIFESTS);
    pageTopic = input(Topics.PAGE_RESULTS);
  }

  static AssemblyBench in(Path folder) {
    return new AssemblyBench(folder, BlobStore.at(folder.resolve("blobs").toUri()));
  }

  void send(DocumentManifest manifest) {
    sendManifest(bytes(manifest.getJobId()), manifests.encode(manifest));
  }

  void send(PageResult page) {
    sendPage(bytes(page.getJobId()), pages.encode(page));
  }

  /** Sends a page that carries a trace. */
  void send(PageResult page, String traceparent) {
    pageTopic.pipeInput(
        new TestRecord<>(
            bytes(page.getJobId()),
            pages.encode(page),
            new RecordHeaders().add("traceparent", bytes(traceparent))));
  }

  /** Headers of the results since the last call. */
  List<Headers> resultHeaders() {
    return driver
        .createOutputTopic(
            Topics.DOCUMENT_RESULTS.name(),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())
        .readRecordsToList()
        .stream()
        .map(TestRecord::headers)
        .toList();
  }

  void sendManifest(byte @Nullable [] key, byte @Nullable [] value) {
    manifestTopic.pipeInput(key, value);
  }

  void sendPage(byte @Nullable [] key, byte @Nullable [] value) {
    pageTopic.pipeInput(key, value);
  }

  byte[] encode(PageResult page) {
    return pages.encode(page);
  }

  void advance(Duration time) {
    driver.advanceWallClockTime(time);
  }

  /** Results since the last call. */
  List<DocumentResult> results() {
    return output(Topics.DOCUMENT_RESULTS);
  }

  /** Statuses since the last call. */
  List<JobStatus> statuses() {
    return output(Topics.JOB_STATUS);
  }

  /** Dead letters since the last call. */
  List<DeadLetter> deadLetters() {
    return output(Topics.DEAD_LETTERS);
  }

  /** Rows in a state store. */
  long rows(String store) {
    long count = 0;
    try (var rows = driver.getKeyValueStore(store).all()) {
      while (rows.hasNext()) {
        rows.next();
        count++;
      }
    }
    return count;
  }

  String read(Payload payload) throws PayloadException {
    return new String(payloads.read(payload, 1L << 30), StandardCharsets.UTF_8);
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private TestInputTopic<byte[], byte[]> input(Topic<?> topic) {
    return driver.createInputTopic(
        topic.name(), new ByteArraySerializer(), new ByteArraySerializer());
  }

  private <R extends SpecificRecord> List<R> output(Topic<R> topic) {
    AvroCodec<R> codec = topic.codec();
    return driver
        .createOutputTopic(topic.name(), new ByteArrayDeserializer(), new ByteArrayDeserializer())
        .readValuesToList()
        .stream()
        .map(codec::decode)
        .toList();
  }

  @Override
  public void close() {
    driver.close();
  }
}
