package io.scriptorium.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.scriptorium.avro.Priority;
import io.scriptorium.kafka.KafkaCluster;
import io.scriptorium.kafka.KafkaExtension;
import io.scriptorium.producers.blob.BlobStore;
import io.scriptorium.producers.blob.FileBlobStore;
import io.scriptorium.producers.blob.PayloadStore;
import io.scriptorium.worker.Worker;
import io.scriptorium.worker.settings.WorkerSettings;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A backlog of bulk, and somebody who waits for an answer: neither keeps the other waiting. */
@ExtendWith(KafkaExtension.class)
@Timeout(180)
class LanesIT {
  private static final Duration LIMIT = Duration.ofSeconds(90);
  private static final int BULK = 1000;
  private static final int URGENT = 60;

  @Test
  void urgentPagesOvertakeABacklogOfBulkThatGoesOnBesideThem(
      KafkaCluster cluster, @TempDir Path folder) throws Exception {
    String bootstrap = cluster.bootstrapServers();
    BlobStore blobs = new FileBlobStore(folder);
    try (PageJobs jobs = new PageJobs(bootstrap, blobs);
        CommittedResults results = CommittedResults.reading(bootstrap);
        SlowReader reader = new SlowReader(4, 60)) {
      jobs.submit(Priority.LOW, "bulk", BULK);
      try (Worker worker =
          Worker.start(WorkerSettings.defaults(bootstrap), reader, new PayloadStore(blobs))) {
        await("the bulk under way").atMost(LIMIT).until(() -> results.count("bulk") > 20);
        int before = results.count("bulk");
        jobs.submit(Priority.HIGH, "urgent", URGENT);

        await("the urgent pages").atMost(LIMIT).until(() -> results.count("urgent") == URGENT);
        int beside = results.count("bulk") - before;
        // Ten by the shares, 60 to 10, while all wait; more while the urgent ones come in
        assertThat(beside).as("pages of bulk beside %d urgent ones", URGENT).isBetween(1, BULK / 2);

        await("the rest").atMost(LIMIT).until(() -> results.count("bulk") == BULK);
        assertThat(worker.stats().done()).isEqualTo(BULK + URGENT);
      }
      results.assertEachPageOnce("bulk", BULK);
      results.assertEachPageOnce("urgent", URGENT);
    }
  }
}
