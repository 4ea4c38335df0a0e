package io.scriptorium.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.scriptorium.app.Main;
import io.scriptorium.app.cluster.Cluster;
import io.scriptorium.app.cluster.CommittedRecords;
import io.scriptorium.app.pipeline.SplitterThread;
import io.scriptorium.assembler.Assembler;
import io.scriptorium.assembler.AssemblerSettings;
import io.scriptorium.avro.DeadLetter;
import io.scriptorium.avro.DocumentResult;
import io.scriptorium.avro.DocumentStatus;
import io.scriptorium.avro.FailureReason;
import io.scriptorium.avro.TaskKind;
import io.scriptorium.kafka.KafkaCluster;
import io.scriptorium.kafka.KafkaExtension;
import io.scriptorium.producers.blob.FileBlobStore;
import io.scriptorium.producers.blob.PayloadStore;
import io.scriptorium.producers.job.JobOptions;
import io.scriptorium.producers.job.JobProducer;
import io.scriptorium.producers.job.JobSource;
import io.scriptorium.producers.split.SplitLimits;
import io.scriptorium.producers.split.SplitRetries;
import io.scriptorium.schemas.AvroCodec;
import io.scriptorium.schemas.Decoded;
import io.scriptorium.schemas.RegistryHeader;
import io.scriptorium.schemas.Role;
import io.scriptorium.schemas.Topic;
import io.scriptorium.schemas.Topics;
import io.scriptorium.schemas.registry.RegistryAccess;
import io.scriptorium.schemas.telemetry.Telemetry;
import io.scriptorium.worker.Worker;
import io.scriptorium.worker.settings.WorkerSettings;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The whole pipeline with records in the wire format of a schema registry. */
@ExtendWith(KafkaExtension.class)
@Timeout(300)
class SchemaRegistryIT {
  private static final Duration LIMIT = Duration.ofSeconds(90);
  private static final List<Topic<?>> ALL =
      List.of(
          Topics.DOCUMENT_JOBS,
          Topics.DOCUMENT_MANIFESTS,
          Topics.PAGE_JOBS,
          Topics.PAGE_RESULTS,
          Topics.DOCUMENT_RESULTS,
          Topics.JOB_STATUS,
          Topics.DEAD_LETTERS);

  @TempDir private static Path shared;
  private static Apicurio registry;

  @TempDir private Path folder;

  @BeforeAll
  static void startRegistry() throws Exception {
    registry = Apicurio.start(shared).awaitReady();
  }

  @AfterAll
  static void stopRegistry() {
    registry.close();
  }

  private static Cluster with(KafkaCluster kafka) {
    return new Cluster(
        kafka.bootstrapServers(),
        Map.of(),
        Optional.of(new RegistryAccess(registry.url(), Optional.empty())));
  }

  private PayloadStore payloads() {
    return new PayloadStore(new FileBlobStore(folder.resolve("blobs")));
  }

  private SplitterThread splitter(Cluster cluster) {
    return SplitterThread.start(
        new SplitterThread.Place(
            cluster, payloads(), "one", folder.resolve("scratch"), cluster.format(Role.SPLITTER)),
        SplitLimits.DEFAULT,
        SplitRetries.DEFAULT,
        Telemetry.none());
  }

  private Worker worker(Cluster cluster, SlowReader reader) {
    return Worker.start(
        WorkerSettings.defaults(cluster.bootstrapServers()),
        reader,
        new Worker.Surroundings(payloads(), Telemetry.none()).with(cluster.format(Role.WORKER)));
  }

  private Assembler assembler(Cluster cluster) {
    Assembler assembler =
        new Assembler(
            AssemblerSettings.of(cluster.bootstrapServers(), folder.resolve("state")),
            payloads(),
            Telemetry.none(),
            cluster.format(Role.ASSEMBLER));
    assembler.start();
    return assembler;
  }

  private JobProducer producer(Cluster cluster) {
    return new JobProducer(
        JobProducer.kafkaProducer(cluster.clientSettings(), cluster.format(Role.SUBMITTER)),
        payloads(),
        Clock.systemUTC(),
        1 << 20);
  }

  private static void submit(JobProducer producer, String jobId) throws Exception {
    producer
        .submitDocument(
            new JobSource.Bytes(jobId, PageImages.png(1)),
            Optional.empty(),
            JobOptions.of(PageJobs.task(TaskKind.OCR)).withJobId(jobId))
        .get();
  }

  private static <R extends SpecificRecord> List<R> values(
      Topic<R> topic, Cluster cluster, List<ConsumerRecord<byte[], byte[]>> seen) {
    AvroCodec<R> codec = topic.codec(cluster.format(Role.READER));
    List<R> values = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> record : seen) {
      if (record.topic().equals(topic.name())
          && codec.tryDecode(record.value()) instanceof Decoded.Ok<R> ok) {
        values.add(ok.value());
      }
    }
    return values;
  }

  @Test
  void documentsOfBothFormatsAreReadAndResultsCarryNumbersOfTheRegistry(KafkaCluster kafka)
      throws Exception {
    Cluster cluster = with(kafka);
    Cluster plain = new Cluster(kafka.bootstrapServers(), Map.of());
    List<ConsumerRecord<byte[], byte[]>> seen = new ArrayList<>();
    try (SlowReader reader = new SlowReader();
        SplitterThread splitter = splitter(cluster);
        Worker worker = worker(cluster, reader);
        Assembler assembler = assembler(cluster);
        JobProducer registered = producer(cluster);
        JobProducer usual = producer(plain);
        CommittedRecords records = CommittedRecords.of(cluster, CommittedRecords.Start.NOW, ALL)) {
      submit(registered, "registered");
      submit(usual, "usual");

      await("both documents")
          .atMost(LIMIT)
          .until(
              () -> {
                records.poll(Duration.ofMillis(200)).forEach(seen::add);
                return values(Topics.DOCUMENT_RESULTS, cluster, seen).size() >= 2;
              });

      assertThat(values(Topics.DOCUMENT_RESULTS, cluster, seen))
          .extracting(DocumentResult::getStatus)
          .containsOnly(DocumentStatus.COMPLETE);
      assertThat(values(Topics.DEAD_LETTERS, cluster, seen)).isEmpty();
      assertThat(worker.stats().done()).isEqualTo(2);
      assertThat(assembler.failure()).isEmpty();
      assertThat(splitter.ended()).isNotDone();
      assertThat(seen)
          .filteredOn(
              record -> !new String(record.key(), StandardCharsets.UTF_8).startsWith("usual"))
          .isNotEmpty()
          .allSatisfy(
              record ->
                  assertThat(RegistryHeader.schemaId(record.value()))
                      .as(record.topic())
                      .isPresent());
      assertThat(
              seen.stream()
                  .filter(record -> AvroCodec.fingerprint(record.value()).isPresent())
                  .map(ConsumerRecord::topic))
          .containsExactly(Topics.DOCUMENT_JOBS.name());
    }
  }

  @Test
  void aNumberThatTheRegistryDoesNotHaveIsTheReasonOfADeadLetter(KafkaCluster kafka)
      throws Exception {
    Cluster cluster = with(kafka);
    byte[] unknown = {0, 0x7F, 0, 0, 1, 2, 3};
    List<ConsumerRecord<byte[], byte[]>> seen = new ArrayList<>();
    try (SlowReader reader = new SlowReader();
        SplitterThread splitter = splitter(cluster);
        Worker worker = worker(cluster, reader);
        Assembler assembler = assembler(cluster);
        Producer<byte[], byte[]> raw = JobProducer.kafkaProducer(cluster.clientSettings());
        JobProducer producer = producer(cluster);
        CommittedRecords records = CommittedRecords.of(cluster, CommittedRecords.Start.NOW, ALL)) {
      for (Topic<?> topic : List.of(Topics.DOCUMENT_JOBS, Topics.PAGE_JOBS, Topics.PAGE_RESULTS)) {
        for (int partition = 0; partition < topic.partitions(); partition++) {
          raw.send(new ProducerRecord<>(topic.name(), partition, null, unknown)).get();
        }
      }
      submit(producer, "behind-unknown-ones");

      await("the document behind them")
          .atMost(LIMIT)
          .until(
              () -> {
                records.poll(Duration.ofMillis(200)).forEach(seen::add);
                return !values(Topics.DOCUMENT_RESULTS, cluster, seen).isEmpty()
                    && values(Topics.DEAD_LETTERS, cluster, seen).size() >= 24;
              });

      List<DeadLetter> letters = values(Topics.DEAD_LETTERS, cluster, seen);
      assertThat(letters)
          .hasSize(24)
          .allSatisfy(
              letter -> {
                assertThat(letter.getFailure().getReason())
                    .isEqualTo(FailureReason.UNDECODABLE_RECORD);
                assertThat(letter.getFailure().getMessage())
                    .contains("schema 2130706433", "does not have");
                assertThat(letter.getValue().array()).isEqualTo(unknown);
              });
      assertThat(letters)
          .extracting(DeadLetter::getStage)
          .contains("splitter", "worker", "assembler");
      assertThat(worker.stats().failed()).isEqualTo(12);
      assertThat(splitter.ended()).isNotDone();
      assertThat(assembler.failure()).isEmpty();
    }
  }

  @Test
  void workWaitsForARegistryThatIsAway(KafkaCluster kafka) throws Exception {
    Cluster cluster = with(kafka);
    List<ConsumerRecord<byte[], byte[]>> seen = new ArrayList<>();
    try (SlowReader reader = new SlowReader();
        SplitterThread splitter = splitter(cluster);
        Worker worker = worker(cluster, reader);
        Assembler assembler = assembler(cluster);
        PageJobs registered =
            new PageJobs(
                JobProducer.kafkaProducer(cluster.clientSettings(), cluster.format(Role.SPLITTER)),
                new FileBlobStore(folder.resolve("blobs")));
        PageJobs usual =
            new PageJobs(kafka.bootstrapServers(), new FileBlobStore(folder.resolve("blobs")));
        JobProducer producer = producer(cluster);
        CommittedRecords records = CommittedRecords.of(cluster, CommittedRecords.Start.NOW, ALL)) {
      // Given stages that have not met a registered record yet, when the registry goes away
      registry.stop();
      usual.submit("usual-page", 12);
      await("pages of the default format").atMost(LIMIT).until(() -> worker.stats().done() == 12);
      registered.submit("registered-page", 3);
      submit(producer, "registered-document");

      // Then they wait
      await("records that wait")
          .during(Duration.ofSeconds(6))
          .atMost(Duration.ofSeconds(12))
          .until(() -> worker.stats().done() == 12 && worker.stats().failed() == 0);
      assertThat(splitter.ended()).isNotDone();
      assertThat(worker.stopped()).isNotDone();

      // And go on once it is back
      registry.restart();
      registry.awaitReady();
      await("the pages and the document")
          .atMost(LIMIT)
          .until(
              () -> {
                records.poll(Duration.ofMillis(200)).forEach(seen::add);
                return worker.stats().done() == 16
                    && !values(Topics.DOCUMENT_RESULTS, cluster, seen).isEmpty();
              });
      assertThat(values(Topics.DEAD_LETTERS, cluster, seen)).isEmpty();
      assertThat(values(Topics.DOCUMENT_RESULTS, cluster, seen))
          .extracting(DocumentResult::getStatus)
          .containsOnly(DocumentStatus.COMPLETE);
    }
  }

  @Test
  void commandsSayThatNoRegistryAnswers(KafkaCluster kafka) {
    for (String command : List.of("worker", "splitter", "assembler", "submit")) {
      StringWriter err = new StringWriter();
      List<String> line = new ArrayList<>(List.of(command));
      line.addAll(List.of("--bootstrap", kafka.bootstrapServers()));
      line.addAll(List.of("--blobs", folder.toString()));
      line.addAll(List.of("--schema-registry", "http://127.0.0.1:1"));
      line.addAll(
          command.equals("submit")
              ? List.of("../samples/receipt.png")
              : List.of("--metrics-port", "off"));

      int code =
          Main.commandLine(Map.of())
              .setOut(new PrintWriter(new StringWriter()))
              .setErr(new PrintWriter(err, true))
              .execute(line.toArray(String[]::new));

      assertThat(code).as(command).isEqualTo(1);
      assertThat(err.toString().strip())
          .as(command)
          .isEqualTo(
              "scriptorium: No schema registry answers at http://127.0.0.1:1 (no connection)");
    }
  }

  @Test
  void commandsReadBothFormats(KafkaCluster kafka) {
    URI url = registry.url();
    StringWriter out = new StringWriter();

    int code =
        Main.commandLine(Map.of())
            .setOut(new PrintWriter(out, true))
            .execute(
                "status",
                "--bootstrap",
                kafka.bootstrapServers(),
                "--schema-registry",
                url.toString());

    assertThat(code).isZero();
    assertThat(out.toString()).isNotEmpty();
  }
}
