package io.scriptorium.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.scriptorium.app.cancel.CancelCommand;
import io.scriptorium.avro.FailureReason;
import io.scriptorium.avro.ItemStatus;
import io.scriptorium.avro.PageResult;
import io.scriptorium.kafka.KafkaCluster;
import io.scriptorium.kafka.KafkaExtension;
import io.scriptorium.producers.blob.BlobStore;
import io.scriptorium.producers.blob.FileBlobStore;
import io.scriptorium.producers.blob.PayloadStore;
import io.scriptorium.worker.Worker;
import io.scriptorium.worker.settings.Limits;
import io.scriptorium.worker.settings.WorkerSettings;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Jobs that are given up while they run, before they come, and after they are done. */
@ExtendWith(KafkaExtension.class)
@Timeout(180)
class CancelIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @Test
  void aCancelledJobHasOneOutcomeAndFreesItsPlace(KafkaCluster cluster, @TempDir Path folder)
      throws Exception {
    String bootstrap = cluster.bootstrapServers();
    BlobStore blobs = new FileBlobStore(folder);
    try (PageJobs jobs = new PageJobs(bootstrap, blobs);
        CommittedResults results = CommittedResults.reading(bootstrap);
        HeldReader reader = new HeldReader(1)) {
      WorkerSettings settings = WorkerSettings.defaults(bootstrap).with(oneAtATime());
      try (Worker worker = Worker.start(settings, reader, new PayloadStore(blobs))) {
        // Given a document that holds the only place and waits for it with its other pages
        jobs.submit("unwanted", 3);
        await("a page under way").atMost(LIMIT).until(() -> reader.running() == 1);
        cancel(bootstrap, "unwanted", "early");

        await("outcomes of all pages").atMost(LIMIT).until(() -> results.count("unwanted") == 3);
        assertThat(results.of("unwanted"))
            .extracting(PageResult::getStatus)
            .containsOnly(ItemStatus.CANCELLED);
        assertThat(results.of("unwanted").get(0).getFailure().getReason())
            .isEqualTo(FailureReason.CANCELLED);

        // Then its place is free for the next
        jobs.submit("wanted", 1);
        await("the next under way").atMost(LIMIT).until(() -> reader.running() == 1);
        reader.finishAll();
        await("its answer").atMost(LIMIT).until(() -> results.count("wanted") == 1);

        // And what is done is done
        cancel(bootstrap, "wanted");
        jobs.submit("early", 1);
        await("the job cancelled before it came")
            .atMost(LIMIT)
            .until(() -> results.count("early") == 1);
        assertThat(results.of("early").get(0).getStatus()).isEqualTo(ItemStatus.CANCELLED);
        await("nothing left").atMost(LIMIT).until(() -> worker.stats().pending() == 0);
      }
      // Another worker knows it, too
      try (Worker successor = Worker.start(settings, reader, new PayloadStore(blobs))) {
        jobs.submit("early", 2, 2);
        await("the job cancelled before the worker came")
            .atMost(LIMIT)
            .until(() -> results.count("early") == 2);
        assertThat(successor.stats().done()).isZero();
      }
      assertThat(results.of("early"))
          .extracting(PageResult::getStatus)
          .containsOnly(ItemStatus.CANCELLED);
      assertThat(results.of("wanted"))
          .extracting(PageResult::getStatus)
          .containsExactly(ItemStatus.OK);
      assertThat(results.count("unwanted")).isEqualTo(3);
      assertThat(results.letters()).isEmpty();
      assertThat(reader.begun()).as("jobs begun").isEqualTo(2);
    }
  }

  private static Limits oneAtATime() {
    Limits usual = Limits.DEFAULT;
    return new Limits(
        1, usual.maxInFlightBytes(), usual.maxPayloadBytes(), usual.fetchThreads(), usual.shares());
  }

  private static void cancel(String bootstrap, String... jobs) {
    List<String> arguments = new ArrayList<>(List.of("--bootstrap", bootstrap));
    arguments.addAll(List.of(jobs));
    StringWriter out = new StringWriter();
    int code =
        new CommandLine(new CancelCommand())
            .setOut(new PrintWriter(out, true))
            .execute(arguments.toArray(String[]::new));
    assertThat(code).as("exit code, after " + out).isZero();
    assertThat(out.toString()).contains(jobs);
  }
}
