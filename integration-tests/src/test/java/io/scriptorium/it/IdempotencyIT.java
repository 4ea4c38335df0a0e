package io.scriptorium.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

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
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * The same idempotency keys submitted again and again: at the same time on different partitions to
 * two workers, while one of them leaves, and after all were stopped.
 */
@ExtendWith(KafkaExtension.class)
@Timeout(240)
class IdempotencyIT {
  private static final Duration LIMIT = Duration.ofSeconds(90);
  private static final int KEYS = 150;

  @Test
  void everyKeyIsAnsweredOnce(KafkaCluster cluster, @TempDir Path folder) throws Exception {
    String bootstrap = cluster.bootstrapServers();
    BlobStore blobs = new FileBlobStore(folder);
    PayloadStore payloads = new PayloadStore(blobs);
    WorkerSettings settings = WorkerSettings.defaults(bootstrap);
    try (PageJobs jobs = new PageJobs(bootstrap, blobs);
        CommittedResults results = CommittedResults.reading(bootstrap);
        SlowReader first = new SlowReader();
        SlowReader second = new SlowReader()) {
      Worker leaving = Worker.start(settings, first, payloads);
      try (Worker staying = Worker.start(settings, second, payloads)) {
        // Given two workers at work on keys that come twice at once
        await("partitions for both")
            .atMost(LIMIT)
            .ignoreException(ExecutionException.class) // the group may not be there yet
            .until(
                () ->
                    GroupOffsets.readers(
                            bootstrap, WorkerSettings.DEFAULT_GROUP, Topics.PAGE_JOBS.name())
                        == 2);
        submit(jobs, "a", "b");
        await("results of both")
            .atMost(LIMIT)
            .until(() -> leaving.stats().done() > 0 && staying.stats().done() > 0);

        // When they come again while one of them leaves with its work in hand
        submit(jobs, "c");
        leaving.drain(Duration.ZERO);

        awaitOutcomes(results, "a", "b", "c");
        assertOneAnswerEach(results, "a", "b", "c");
      } finally {
        leaving.close();
      }
      // And once more after all have stopped
      int begun = first.begun() + second.begun();
      try (SlowReader third = new SlowReader();
          Worker restarted = Worker.start(settings, third, payloads)) {
        submit(jobs, "d");
        awaitOutcomes(results, "d");
        assertOneAnswerEach(results, "a", "b", "c", "d");
        assertThat(third.begun()).as("jobs begun after the restart").isZero();
        assertThat(restarted.stats().done()).isZero();
      }
      assertThat(begun).as("jobs begun before").isGreaterThanOrEqualTo(KEYS);
      assertThat(results.letters()).isEmpty();
    }
  }

  /** Each key once for each series, as a job of its own that lies where its own id puts it. */
  private static void submit(PageJobs jobs, String... series) throws Exception {
    for (int key = 0; key < KEYS; key++) {
      for (String one : series) {
        jobs.submitKeyed(jobId(one, key), "key-" + key);
      }
    }
    jobs.flush();
  }

  private static String jobId(String series, int key) {
    return series + "-" + key;
  }

  private static void awaitOutcomes(CommittedResults results, String... series) {
    for (String one : series) {
      await("outcomes of series " + one)
          .atMost(LIMIT)
          .until(
              () -> IntStream.range(0, KEYS).allMatch(key -> results.count(jobId(one, key)) > 0));
    }
  }

  private static void assertOneAnswerEach(CommittedResults results, String... series) {
    for (int key = 0; key < KEYS; key++) {
      int number = key;
      List<PageResult> outcomes =
          List.of(series).stream().flatMap(one -> results.of(jobId(one, number)).stream()).toList();
      List<PageResult> answers =
          outcomes.stream().filter(result -> result.getStatus() == ItemStatus.OK).toList();
      assertThat(outcomes).as("outcomes of key %d", key).hasSize(series.length);
      assertThat(answers).as("answers of key %d", key).hasSize(1);
      assertThat(outcomes)
          .filteredOn(result -> result.getStatus() != ItemStatus.OK)
          .as("the others of key %d", key)
          .allMatch(result -> result.getStatus() == ItemStatus.DUPLICATE)
          .extracting(PageResult::getSameAs)
          .containsOnly(answers.get(0).getJobId());
    }
  }
}
