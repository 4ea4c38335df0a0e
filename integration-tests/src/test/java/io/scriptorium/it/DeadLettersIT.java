package io.scriptorium.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.scriptorium.app.deadletters.DeadLettersCommand;
import io.scriptorium.avro.BlobReference;
import io.scriptorium.avro.ItemStatus;
import io.scriptorium.kafka.KafkaCluster;
import io.scriptorium.kafka.KafkaExtension;
import io.scriptorium.producers.blob.BlobStore;
import io.scriptorium.producers.blob.FileBlobStore;
import io.scriptorium.producers.blob.PayloadStore;
import io.scriptorium.worker.Worker;
import io.scriptorium.worker.settings.WorkerSettings;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

@ExtendWith(KafkaExtension.class)
@Timeout(120)
class DeadLettersIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @Test
  void aJobIsAnsweredOnceItsCauseIsMendedAndItsLetterReplayed(
      KafkaCluster cluster, @TempDir Path folder) throws Exception {
    String bootstrap = cluster.bootstrapServers();
    BlobStore blobs = new FileBlobStore(folder);
    try (PageJobs jobs = new PageJobs(bootstrap, blobs);
        CommittedResults results = CommittedResults.reading(bootstrap);
        SlowReader reader = new SlowReader();
        Worker worker =
            Worker.start(WorkerSettings.defaults(bootstrap), reader, new PayloadStore(blobs))) {
      // Given a job whose blob is gone
      BlobReference blob = jobs.blob(PageImages.png(1));
      Path file = Path.of(URI.create(blob.getUri()));
      byte[] content = Files.readAllBytes(file);
      Files.delete(file);
      jobs.submit("lost-blob", 1, PageJobs.reference(blob));
      await("its dead letter").atMost(LIMIT).until(() -> results.letters().size() == 1);

      String list = run(bootstrap, "list", "--reason", "UNREADABLE_SOURCE");
      assertThat(list).contains("lost-blob").contains("worker").contains("tries 1");
      assertThat(run(bootstrap, "list", "--reason", "CORRUPT_FILE")).contains("No dead letters");
      String id = list.substring(0, list.indexOf(' '));
      assertThat(run(bootstrap, "show", id))
          .contains("UNREADABLE_SOURCE", "key        lost-blob/1", "\"jobId\": \"lost-blob\"");

      // When it is there again
      Files.write(file, content);
      assertThat(run(bootstrap, "replay", id)).contains("1 records submitted again");

      await("the second answer").atMost(LIMIT).until(() -> results.count("lost-blob") == 2);
      assertThat(results.of("lost-blob").get(1).getStatus()).isEqualTo(ItemStatus.OK);
      assertThat(worker.stats().done()).isEqualTo(1);
    }
  }

  private static String run(String bootstrap, String... arguments) {
    StringWriter out = new StringWriter();
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--bootstrap", bootstrap));
    int code =
        new CommandLine(new DeadLettersCommand())
            .setOut(new PrintWriter(out, true))
            .execute(all.toArray(String[]::new));
    assertThat(code).as("exit code, after " + out).isZero();
    return out.toString();
  }
}
