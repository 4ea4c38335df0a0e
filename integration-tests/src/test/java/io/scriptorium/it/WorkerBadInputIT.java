package io.scriptorium.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.scriptorium.avro.BlobReference;
import io.scriptorium.avro.DeadLetter;
import io.scriptorium.avro.FailureReason;
import io.scriptorium.avro.ItemStatus;
import io.scriptorium.avro.PageResult;
import io.scriptorium.avro.TaskKind;
import io.scriptorium.kafka.KafkaCluster;
import io.scriptorium.kafka.KafkaExtension;
import io.scriptorium.producers.blob.BlobStore;
import io.scriptorium.producers.blob.FileBlobStore;
import io.scriptorium.producers.blob.PayloadStore;
import io.scriptorium.schemas.Topics;
import io.scriptorium.worker.Worker;
import io.scriptorium.worker.settings.WorkerSettings;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(KafkaExtension.class)
@Timeout(180)
class WorkerBadInputIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final byte[] GARBAGE = "not a page job".getBytes(StandardCharsets.UTF_8);
  private static final byte[] OF_A_REGISTRY = {0, 0, 0, 0, 7, 1, 2, 3};
  private static final int HUGE = 30 << 20;

  @Test
  void sendsBadJobsToTheDeadLettersAndDoesTheRest(KafkaCluster cluster, @TempDir Path folder)
      throws Exception {
    BlobStore blobs = new FileBlobStore(folder);
    String bootstrap = cluster.bootstrapServers();
    try (PageJobs jobs = new PageJobs(bootstrap, blobs);
        CommittedResults results = CommittedResults.reading(bootstrap);
        SlowReader reader = new SlowReader();
        Worker worker =
            Worker.start(WorkerSettings.defaults(bootstrap), reader, new PayloadStore(blobs))) {
      // Given bad jobs among good ones
      jobs.submit("good", 20);
      jobs.submitGarbage(bytes("garbage"), GARBAGE);
      jobs.submitGarbage(bytes("of-a-registry"), OF_A_REGISTRY);
      jobs.submit("missing", 1, PageJobs.reference(deleted(jobs)));
      jobs.submit("changed", 1, PageJobs.reference(overwritten(jobs)));
      jobs.submit("invalid", 0, PageJobs.inline(new byte[] {1}));
      jobs.submit("unknown-task", job -> job.setTask(PageJobs.task(TaskKind.UNKNOWN)));
      jobs.submit("too-late", job -> job.setDeadline(Instant.EPOCH));
      submitHuge(bootstrap, blobs);
      jobs.submit("also-good", 20);

      await("eight dead letters").atMost(LIMIT).until(() -> results.letters().size() >= 8);
      await("all results")
          .atMost(LIMIT)
          .until(() -> results.count("good") + results.count("also-good") >= 40);

      // Then each bad one has its reason
      Map<String, DeadLetter> letters =
          results.letters().stream()
              .collect(Collectors.toMap(WorkerBadInputIT::key, Function.identity()));
      assertThat(reasons(letters))
          .containsOnly(
              Map.entry("garbage", FailureReason.UNDECODABLE_RECORD),
              Map.entry("of-a-registry", FailureReason.UNDECODABLE_RECORD),
              Map.entry("missing/1", FailureReason.UNREADABLE_SOURCE),
              Map.entry("changed/1", FailureReason.DIGEST_MISMATCH),
              Map.entry("invalid/0", FailureReason.INVALID_JOB),
              Map.entry("unknown-task/1", FailureReason.UNSUPPORTED_TASK),
              Map.entry("too-late/1", FailureReason.DEADLINE_EXCEEDED),
              Map.entry("huge/1", FailureReason.RECORD_TOO_LARGE));
      assertThat(letters.values())
          .allSatisfy(
              letter -> {
                assertThat(letter.getTopic()).isEqualTo(Topics.PAGE_JOBS.name());
                assertThat(letter.getFailure().getMessage()).doesNotContain("\n");
              });
      assertThat(Objects.requireNonNull(letters.get("garbage")).getValue().array())
          .isEqualTo(GARBAGE);
      assertThat(Objects.requireNonNull(letters.get("of-a-registry")).getValue().array())
          .isEqualTo(OF_A_REGISTRY);
      assertThat(Objects.requireNonNull(letters.get("of-a-registry")).getFailure().getMessage())
          .contains("schema 7", "--schema-registry");
      assertThat(Objects.requireNonNull(letters.get("huge/1")).getValue()).isNull();
      assertThat(Objects.requireNonNull(letters.get("huge/1")).getFailure().getMessage())
          .contains("31,457,280 bytes", "left out of this letter");
      // And whoever waits for its page is told
      PageResult missing = results.of("missing").get(0);
      assertThat(missing.getStatus()).isEqualTo(ItemStatus.FAILED);
      assertThat(missing.getFailure().getReason()).isEqualTo(FailureReason.UNREADABLE_SOURCE);
      assertThat(results.of("huge").get(0).getStatus()).isEqualTo(ItemStatus.FAILED);
      // And the others are undisturbed
      results.assertEachPageOnce("good", 20);
      results.assertEachPageOnce("also-good", 20);
      await("offsets at the end of the log")
          .atMost(LIMIT)
          .untilAsserted(
              () ->
                  assertThat(GroupOffsets.lagging(bootstrap, WorkerSettings.DEFAULT_GROUP))
                      .isEmpty());
      assertThat(worker.stats().failed()).isEqualTo(8);
    }
  }

  @Test
  void whoeverSubmitsARecordThatIsTooLongIsToldSo(KafkaCluster cluster, @TempDir Path folder)
      throws Exception {
    try (PageJobs jobs = new PageJobs(cluster.bootstrapServers(), new FileBlobStore(folder))) {
      // The producer has a limit of its own, and so has the broker for this topic.
      assertThatThrownBy(() -> jobs.submit("huge", 1, PageJobs.inline(new byte[HUGE])))
          .cause()
          .isInstanceOf(RecordTooLargeException.class)
          .hasMessageContaining("max.request.size");
      assertThatThrownBy(() -> jobs.submit("large", 1, PageJobs.inline(new byte[5 << 20])))
          .cause()
          .isInstanceOf(RecordTooLargeException.class)
          .hasMessageContaining("larger than the max message size");
    }
  }

  private static void submitHuge(String bootstrap, BlobStore blobs) throws Exception {
    try (LongRecords room = LongRecords.allow(bootstrap, Topics.PAGE_JOBS);
        PageJobs jobs = new PageJobs(room.producer(), blobs)) {
      jobs.submit("huge", 1, PageJobs.inline(new byte[HUGE]));
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String key(DeadLetter letter) {
    return StandardCharsets.UTF_8.decode(letter.getKey().duplicate()).toString();
  }

  private static Map<String, FailureReason> reasons(Map<String, DeadLetter> letters) {
    return letters.entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, e -> e.getValue().getFailure().getReason()));
  }

  private static BlobReference deleted(PageJobs jobs) throws Exception {
    BlobReference reference = jobs.blob(PageImages.png(7001));
    Files.delete(Path.of(URI.create(reference.getUri())));
    return reference;
  }

  private static BlobReference overwritten(PageJobs jobs) throws Exception {
    BlobReference reference = jobs.blob(PageImages.png(7002));
    byte[] bytes = Files.readAllBytes(Path.of(URI.create(reference.getUri())));
    bytes[bytes.length / 2]++;
    Files.write(Path.of(URI.create(reference.getUri())), bytes);
    return reference;
  }
}
