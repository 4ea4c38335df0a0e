package io.scriptorium.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.scriptorium.avro.DeadLetter;
import io.scriptorium.kafka.KafkaCluster;
import io.scriptorium.kafka.KafkaExtension;
import io.scriptorium.producers.blob.FileBlobStore;
import io.scriptorium.worker.settings.WorkerSettings;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * The promise of exactly one result a page, to a reader that reads all along, while the worker is
 * killed in the middle of its work.
 */
@ExtendWith(KafkaExtension.class)
@Timeout(420)
class WorkerKillIT {
  private static final int PAGES = 200;
  private static final Duration FIRST_LIMIT = Duration.ofMinutes(2);
  private static final Duration REST_LIMIT = Duration.ofMinutes(3);
  private static final Path LOGS = Path.of("target", "workers");

  @Test
  void answersEveryPageOnceThoughTheWorkerIsKilled(KafkaCluster cluster, @TempDir Path folder)
      throws Exception {
    String bootstrap = cluster.bootstrapServers();
    try (PageJobs jobs = new PageJobs(bootstrap, new FileBlobStore(folder));
        CommittedResults results = CommittedResults.reading(bootstrap)) {
      jobs.submit("kill", PAGES);

      // Given a worker in the middle of its work
      try (WorkerProcess first =
          WorkerProcess.fork(bootstrap, folder, LOGS.resolve("killed.log"))) {
        awaitResults(first, results, PAGES / 3, FIRST_LIMIT);

        // When it is killed
        first.kill();
      }
      assertThat(results.count("kill"))
          .as("results at the kill; it must come in the middle to prove anything")
          .isLessThan(PAGES);

      // Then another one does the rest
      try (WorkerProcess second =
          WorkerProcess.fork(bootstrap, folder, LOGS.resolve("restarted.log"))) {
        awaitResults(second, results, PAGES, REST_LIMIT);
        await("offsets at the end of the log")
            .atMost(Duration.ofSeconds(30))
            .untilAsserted(
                () ->
                    assertThat(GroupOffsets.lagging(bootstrap, WorkerSettings.DEFAULT_GROUP))
                        .isEmpty());
        // And leaves in good order (143: ended by SIGTERM)
        assertThat(second.drain()).as("exit code after SIGTERM").isIn(0, 143);
      }
      results.assertEachPageOnce("kill", PAGES);
      assertThat(results.of("kill"))
          .as("pages whose first line was read")
          .filteredOn(result -> result.getText().contains(PageImages.number(result.getPage())))
          .hasSizeGreaterThan(PAGES * 9 / 10);
      assertThat(results.letters()).extracting(DeadLetter::getFailure).isEmpty();
    }
  }

  private static void awaitResults(
      WorkerProcess worker, CommittedResults results, int count, Duration limit) {
    await("%d committed results".formatted(count))
        .atMost(limit)
        .pollInterval(Duration.ofMillis(20))
        .until(
            () -> {
              worker.assertAlive();
              return results.count("kill") >= count;
            });
  }
}
