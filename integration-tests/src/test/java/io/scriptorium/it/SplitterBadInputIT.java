package io.scriptorium.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.scriptorium.app.cluster.Cluster;
import io.scriptorium.app.cluster.CommittedRecords;
import io.scriptorium.app.pipeline.SplitterThread;
import io.scriptorium.avro.BlobReference;
import io.scriptorium.avro.DeadLetter;
import io.scriptorium.avro.DocumentJob;
import io.scriptorium.avro.DocumentManifest;
import io.scriptorium.avro.FailureReason;
import io.scriptorium.avro.Payload;
import io.scriptorium.avro.TaskKind;
import io.scriptorium.kafka.KafkaCluster;
import io.scriptorium.kafka.KafkaExtension;
import io.scriptorium.producers.blob.BlobStore;
import io.scriptorium.producers.blob.FileBlobStore;
import io.scriptorium.producers.blob.PayloadStore;
import io.scriptorium.producers.split.SplitLimits;
import io.scriptorium.producers.split.SplitRetries;
import io.scriptorium.schemas.Groups;
import io.scriptorium.schemas.RecordFormat;
import io.scriptorium.schemas.Topics;
import io.scriptorium.schemas.telemetry.Telemetry;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(KafkaExtension.class)
@Timeout(180)
class SplitterBadInputIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final byte[] GARBAGE = "not a document job".getBytes(StandardCharsets.UTF_8);

  /** Where all jobs go. */
  private static final TopicPartition PARTITION =
      new TopicPartition(Topics.DOCUMENT_JOBS.name(), 0);

  private final Map<String, DeadLetter> letters = new HashMap<>();
  private final Map<String, DocumentManifest> manifests = new HashMap<>();

  @Test
  void sendsBadJobsToTheDeadLettersAndSplitsTheRest(KafkaCluster kafka, @TempDir Path folder)
      throws Exception {
    Cluster cluster = new Cluster(kafka.bootstrapServers(), Map.of());
    BlobStore blobs = new FileBlobStore(folder.resolve("blobs"));
    SplitterThread.Place place =
        new SplitterThread.Place(
            cluster,
            new PayloadStore(blobs),
            "one",
            folder.resolve("scratch"),
            RecordFormat.SINGLE_OBJECT);
    try (LongRecords room = LongRecords.allow(kafka.bootstrapServers(), Topics.DOCUMENT_JOBS);
        Producer<byte[], byte[]> producer = room.producer();
        SplitterThread splitter =
            SplitterThread.start(
                place, SplitLimits.DEFAULT, SplitRetries.DEFAULT, Telemetry.none());
        CommittedRecords records =
            CommittedRecords.of(
                cluster,
                CommittedRecords.Start.OLDEST,
                List.of(Topics.DOCUMENT_MANIFESTS, Topics.DEAD_LETTERS))) {
      // Given bad jobs among good ones, all in one partition
      send(producer, "good", job("good"));
      send(producer, "garbage", GARBAGE);
      send(producer, "of-a-registry", new byte[] {0, 0, 0, 0, 7, 1, 2, 3});
      BlobReference gone = blobs.put(PageImages.png(7003));
      Files.delete(Path.of(URI.create(gone.getUri())));
      send(producer, "missing", job("missing").setPayload(PageJobs.reference(gone)));
      BlobReference changed = blobs.put(PageImages.png(7004));
      Files.write(Path.of(URI.create(changed.getUri())), PageImages.png(7005));
      send(producer, "changed", job("changed").setPayload(PageJobs.reference(changed)));
      send(producer, "no-document", job("no-document").setPayload(PageJobs.inline(GARBAGE)));
      send(producer, "unknown-task", job("unknown-task").setTask(PageJobs.task(TaskKind.UNKNOWN)));
      send(producer, "too-late", job("too-late").setDeadline(Instant.EPOCH));
      Payload huge = PageJobs.inline(new byte[30 << 20]);
      send(producer, "huge", job("huge").setPayload(huge));
      send(producer, "also-good", job("also-good"));

      await("eight dead letters and both documents")
          .atMost(LIMIT)
          .until(
              () -> {
                records.poll(Duration.ofMillis(200)).forEach(this::take);
                return letters.size() >= 8 && manifests.size() >= 8;
              });

      // Then each bad one has its reason
      assertThat(
              letters.entrySet().stream()
                  .collect(
                      Collectors.toMap(
                          Map.Entry::getKey, e -> e.getValue().getFailure().getReason())))
          .containsOnly(
              Map.entry("garbage", FailureReason.UNDECODABLE_RECORD),
              Map.entry("of-a-registry", FailureReason.UNDECODABLE_RECORD),
              Map.entry("missing", FailureReason.UNREADABLE_SOURCE),
              Map.entry("changed", FailureReason.DIGEST_MISMATCH),
              Map.entry("no-document", FailureReason.UNSUPPORTED_FORMAT),
              Map.entry("unknown-task", FailureReason.UNSUPPORTED_TASK),
              Map.entry("too-late", FailureReason.DEADLINE_EXCEEDED),
              Map.entry("huge", FailureReason.RECORD_TOO_LARGE));
      assertThat(letters.values())
          .allSatisfy(letter -> assertThat(letter.getFailure().getMessage()).doesNotContain("\n"));
      assertThat(Objects.requireNonNull(letters.get("garbage")).getValue().array())
          .isEqualTo(GARBAGE);
      assertThat(Objects.requireNonNull(letters.get("huge")).getValue()).isNull();
      // And whoever waits for a document is told
      assertThat(Objects.requireNonNull(manifests.get("huge")).getFailure().getReason())
          .isEqualTo(FailureReason.RECORD_TOO_LARGE);
      // And the others are undisturbed
      assertThat(List.of("good", "also-good"))
          .allSatisfy(
              name -> {
                assertThat(Objects.requireNonNull(manifests.get(name)).getFailure()).isNull();
                assertThat(Objects.requireNonNull(manifests.get(name)).getPages())
                    .containsExactly(1);
              });
      assertThat(manifests).hasSize(8);
      try (Admin admin = Admin.create(cluster.clientSettings())) {
        long end =
            admin
                .listOffsets(Map.of(PARTITION, OffsetSpec.latest()))
                .partitionResult(PARTITION)
                .get()
                .offset();
        await("all of them committed")
            .atMost(LIMIT)
            .untilAsserted(
                () ->
                    assertThat(
                            admin
                                .listConsumerGroupOffsets(Groups.SPLITTER)
                                .partitionsToOffsetAndMetadata()
                                .get())
                        .containsEntry(PARTITION, new OffsetAndMetadata(end, "")));
      }
      assertThat(splitter.ended()).isNotDone();
    }
  }

  private void take(ConsumerRecord<byte[], byte[]> record) {
    String key = new String(record.key(), StandardCharsets.UTF_8);
    if (record.topic().equals(Topics.DEAD_LETTERS.name())) {
      assertThat(letters.put(key, Topics.DEAD_LETTERS.codec().decode(record.value()))).isNull();
    } else {
      assertThat(manifests.put(key, Topics.DOCUMENT_MANIFESTS.codec().decode(record.value())))
          .isNull();
    }
  }

  private static DocumentJob.Builder job(String jobId) {
    return DocumentJob.newBuilder()
        .setJobId(jobId)
        .setName(jobId)
        .setPayload(PageJobs.inline(PageImages.png(1)))
        .setTask(PageJobs.task(TaskKind.OCR))
        .setSubmittedAt(Instant.now());
  }

  private static void send(Producer<byte[], byte[]> producer, String key, DocumentJob.Builder job)
      throws Exception {
    send(producer, key, Topics.DOCUMENT_JOBS.codec().encode(job.build()));
  }

  private static void send(Producer<byte[], byte[]> producer, String key, byte[] value)
      throws Exception {
    byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
    producer
        .send(new ProducerRecord<>(PARTITION.topic(), PARTITION.partition(), bytes, value))
        .get();
  }
}
