package io.scriptorium.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.scriptorium.avro.DeadLetter;
import io.scriptorium.kafka.KafkaCluster;
import io.scriptorium.kafka.KafkaExtension;
import io.scriptorium.producers.blob.BlobStore;
import io.scriptorium.producers.blob.FileBlobStore;
import io.scriptorium.producers.blob.PayloadStore;
import io.scriptorium.worker.Worker;
import io.scriptorium.worker.settings.KafkaAccess;
import io.scriptorium.worker.settings.KafkaAccess.GroupProtocol;
import io.scriptorium.worker.settings.WorkerSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@ExtendWith(KafkaExtension.class)
@Timeout(240)
class WorkerRebalanceIT {
  private static final Duration LIMIT = Duration.ofSeconds(90);
  private static final int BATCH = 50;

  /** Shared, since a later group reads the earlier one's jobs, too. */
  @TempDir private static Path folder;

  @ParameterizedTest
  @EnumSource
  void losesAndRepeatsNothingWhenAWorkerComesAndAnotherLeaves(
      GroupProtocol protocol, KafkaCluster cluster) throws Exception {
    String job = "rebalance-" + protocol;
    KafkaAccess access = new KafkaAccess(cluster.bootstrapServers(), job, protocol, Map.of());
    BlobStore blobs = new FileBlobStore(folder);
    PayloadStore payloads = new PayloadStore(blobs);
    try (PageJobs jobs = new PageJobs(cluster.bootstrapServers(), blobs);
        CommittedResults results = CommittedResults.reading(cluster.bootstrapServers());
        SlowReader firstReader = new SlowReader();
        SlowReader secondReader = new SlowReader()) {
      jobs.submit(job, BATCH);
      Worker first = Worker.start(WorkerSettings.of(access), firstReader, payloads);
      try {
        // Given one worker at work when a second one comes, with jobs enough for both
        await("first results").atMost(LIMIT).until(() -> results.count(job) > 0);
        int pages = BATCH;
        try (Worker second = Worker.start(WorkerSettings.of(access), secondReader, payloads)) {
          Instant limit = Instant.now().plus(LIMIT);
          while (second.stats().done() == 0) {
            assertThat(Instant.now()).as("first result of the second worker").isBefore(limit);
            jobs.submit(job, pages + 1, pages + BATCH);
            pages += BATCH;
            int begun = pages - BATCH;
            await("room for more").atMost(LIMIT).until(() -> results.count(job) >= begun);
          }

          // When the first one leaves without finishing what it has begun
          jobs.submit(job, pages + 1, pages + 3 * BATCH);
          int all = pages + 3 * BATCH;
          first.drain(Duration.ZERO);
          assertThat(results.count(job)).as("results when a worker leaves").isLessThan(all);

          // Then the second one does the rest
          await("all results").atMost(LIMIT).until(() -> results.count(job) >= all);
          awaitNoLag(cluster, job);
          results.assertEachPageOnce(job, all);
        }
      } finally {
        first.close();
      }
      assertThat(results.letters()).extracting(DeadLetter::getFailure).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  void finishesWhatIsUnderWayBeforeAnotherTakesOver(GroupProtocol protocol, KafkaCluster cluster)
      throws Exception {
    String job = "handover-" + protocol;
    int pages = 4 * BATCH;
    KafkaAccess access = new KafkaAccess(cluster.bootstrapServers(), job, protocol, Map.of());
    BlobStore blobs = new FileBlobStore(folder);
    PayloadStore payloads = new PayloadStore(blobs);
    try (PageJobs jobs = new PageJobs(cluster.bootstrapServers(), blobs);
        CommittedResults results = CommittedResults.reading(cluster.bootstrapServers());
        SlowReader firstReader = new SlowReader(8, 600);
        SlowReader secondReader = new SlowReader(8, 600)) {
      jobs.submit(job, pages);
      try (Worker first = Worker.start(WorkerSettings.of(access), firstReader, payloads)) {
        await("first results").atMost(LIMIT).until(() -> results.count(job) > 0);
        try (Worker second = Worker.start(WorkerSettings.of(access), secondReader, payloads)) {
          awaitNoLag(cluster, job);

          assertThat(second.stats().done()).as("jobs of the one that came").isPositive();
          assertThat(firstReader.begun() + secondReader.begun())
              .as("jobs begun, those that other groups have done among them")
              .isEqualTo((int) (first.stats().done() + second.stats().done()));
        }
      }
      results.assertEachPageOnce(job, pages);
    }
  }

  private static void awaitNoLag(KafkaCluster cluster, String group) {
    await("offsets at the end of the log")
        .atMost(LIMIT)
        .untilAsserted(
            () -> assertThat(GroupOffsets.lagging(cluster.bootstrapServers(), group)).isEmpty());
  }
}
