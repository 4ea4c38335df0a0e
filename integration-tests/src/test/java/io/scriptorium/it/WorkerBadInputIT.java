package io.scriptorium.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.scriptorium.avro.BlobReference;
import io.scriptorium.avro.DeadLetter;
import io.scriptorium.avro.FailureReason;
import io.scriptorium.avro.ItemStatus;
import io.scriptorium.avro.PageResult;
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
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(KafkaExtension.class)
@Timeout(120)
class WorkerBadInputIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final byte[] GARBAGE = "not a page job".getBytes(StandardCharsets.UTF_8);

  @Test
  void sendsBadJobsToTheDeadLettersAndDoesTheRest(KafkaCluster cluster, @TempDir Path folder)
      throws Exception {
    BlobStore blobs = new FileBlobStore(folder);
    try (PageJobs jobs = new PageJobs(cluster.bootstrapServers(), blobs);
        CommittedResults results = CommittedResults.reading(cluster.bootstrapServers());
        SlowReader reader = new SlowReader();
        Worker worker =
            Worker.start(
                WorkerSettings.defaults(cluster.bootstrapServers()),
                reader,
                new PayloadStore(blobs))) {
      // Given bad jobs among good ones
      jobs.submit("good", 20);
      jobs.submitGarbage("key".getBytes(StandardCharsets.UTF_8), GARBAGE);
      jobs.submit("missing", 1, PageJobs.reference(deleted(jobs)));
      jobs.submit("changed", 1, PageJobs.reference(overwritten(jobs)));
      jobs.submit("invalid", 0, PageJobs.inline(new byte[] {1}));
      jobs.submit("also-good", 20);

      await("four dead letters").atMost(LIMIT).until(() -> results.letters().size() >= 4);
      await("all results")
          .atMost(LIMIT)
          .until(() -> results.count("good") + results.count("also-good") >= 40);

      // Then each bad one has its reason
      Map<String, DeadLetter> letters =
          results.letters().stream()
              .collect(
                  Collectors.toMap(
                      letter -> String.valueOf(letter.getJobId()), Function.identity()));
      assertThat(reasons(letters))
          .containsOnly(
              Map.entry("null", FailureReason.UNDECODABLE_RECORD),
              Map.entry("missing", FailureReason.UNREADABLE_SOURCE),
              Map.entry("changed", FailureReason.DIGEST_MISMATCH),
              Map.entry("invalid", FailureReason.INVALID_JOB));
      DeadLetter garbage =
          results.letters().stream()
              .filter(letter -> letter.getJobId() == null)
              .findFirst()
              .orElseThrow();
      assertThat(garbage.getValue().array()).isEqualTo(GARBAGE);
      assertThat(garbage.getTopic()).isEqualTo(Topics.PAGE_JOBS.name());
      assertThat(garbage.getFailure().getMessage()).doesNotContain("\n");
      // And whoever waits for its page is told
      PageResult missing = results.of("missing").get(0);
      assertThat(missing.getStatus()).isEqualTo(ItemStatus.FAILED);
      assertThat(missing.getFailure().getReason()).isEqualTo(FailureReason.UNREADABLE_SOURCE);
      // And the others are undisturbed
      results.assertEachPageOnce("good", 20);
      results.assertEachPageOnce("also-good", 20);
      await("offsets at the end of the log")
          .atMost(LIMIT)
          .untilAsserted(
              () ->
                  assertThat(
                          GroupOffsets.lagging(
                              cluster.bootstrapServers(), WorkerSettings.DEFAULT_GROUP))
                      .isEmpty());
      assertThat(worker.stats().failed()).isEqualTo(4);
    }
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
