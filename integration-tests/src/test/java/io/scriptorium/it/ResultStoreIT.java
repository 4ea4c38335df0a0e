package io.scriptorium.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.scriptorium.avro.PageResult;
import io.scriptorium.kafka.KafkaCluster;
import io.scriptorium.kafka.KafkaExtension;
import io.scriptorium.producers.blob.BlobStore;
import io.scriptorium.producers.blob.FileBlobStore;
import io.scriptorium.producers.blob.PayloadStore;
import io.scriptorium.schemas.telemetry.Telemetry;
import io.scriptorium.worker.Worker;
import io.scriptorium.worker.meter.WorkerMeter;
import io.scriptorium.worker.settings.Memory;
import io.scriptorium.worker.settings.WorkerSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The same pages sent again: to the same workers, to a new one, and to one without a store. */
@ExtendWith(KafkaExtension.class)
@Timeout(180)
class ResultStoreIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int PAGES = 60;

  @Test
  void pagesThatWereReadAreNotReadAgain(KafkaCluster cluster, @TempDir Path folder)
      throws Exception {
    String bootstrap = cluster.bootstrapServers();
    BlobStore blobs = new FileBlobStore(folder);
    PayloadStore payloads = new PayloadStore(blobs);
    WorkerSettings without = WorkerSettings.defaults(bootstrap);
    WorkerSettings with = without.with(new Memory(1000, OptionalLong.of(16 << 20)));
    try (PageJobs jobs = new PageJobs(bootstrap, blobs);
        CommittedResults results = CommittedResults.reading(bootstrap);
        SlowReader reader = new SlowReader()) {
      MeterRegistry meters = new SimpleMeterRegistry();
      MeterRegistry others = new SimpleMeterRegistry();
      try (Worker one = Worker.start(with, reader, payloads, telling(meters));
          Worker other = Worker.start(with, reader, payloads, telling(others))) {
        submit(jobs, results, "first");
        assertThat(reader.begun()).isEqualTo(PAGES);

        // Whichever of the two has a page this time
        awaitRemembered(meters);
        awaitRemembered(others);
        submit(jobs, results, "second");
        assertThat(reader.begun()).as("pages read for the second time").isEqualTo(PAGES);
        await("both workers' figures")
            .atMost(LIMIT)
            .until(() -> one.stats().done() + other.stats().done() == 2 * PAGES);
      }
      MeterRegistry anew = new SimpleMeterRegistry();
      try (Worker restarted = Worker.start(with, reader, payloads, telling(anew))) {
        awaitRemembered(anew);
        submit(jobs, results, "third");
        assertThat(reader.begun()).as("pages read after a restart").isEqualTo(PAGES);
        await("its figures").atMost(LIMIT).until(() -> restarted.stats().done() == PAGES);
      }
      try (Worker forgetful = Worker.start(without, reader, payloads)) {
        submit(jobs, results, "fourth");
        await("its figures").atMost(LIMIT).until(() -> forgetful.stats().done() == PAGES);
      }
      assertThat(reader.begun()).as("pages read, once without a store").isEqualTo(2 * PAGES);

      assertThat(texts(results, "second")).isEqualTo(texts(results, "first"));
      assertThat(texts(results, "third")).isEqualTo(texts(results, "first"));
      assertThat(results.of("second")).extracting(PageResult::getSameAs).containsOnly("first");
    }
  }

  private static Telemetry telling(MeterRegistry meters) {
    return new Telemetry(meters, Telemetry.none().traces());
  }

  private static void awaitRemembered(MeterRegistry meters) {
    await("what a worker remembers")
        .atMost(LIMIT)
        .until(() -> meters.get(WorkerMeter.REMEMBERED_RESULTS.id()).gauge().value() == PAGES);
  }

  private static void submit(PageJobs jobs, CommittedResults results, String jobId)
      throws Exception {
    jobs.submit(jobId, PAGES);
    await("results of " + jobId).atMost(LIMIT).until(() -> results.count(jobId) == PAGES);
    results.assertEachPageOnce(jobId, PAGES);
  }

  private static List<String> texts(CommittedResults results, String jobId) {
    return results.of(jobId).stream()
        .sorted(Comparator.comparing(PageResult::getPage))
        .map(PageResult::getText)
        .toList();
  }
}
