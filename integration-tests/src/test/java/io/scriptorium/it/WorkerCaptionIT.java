package io.scriptorium.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.scriptorium.avro.DeadLetter;
import io.scriptorium.avro.ItemStatus;
import io.scriptorium.avro.PageResult;
import io.scriptorium.avro.Task;
import io.scriptorium.avro.TaskKind;
import io.scriptorium.engine.task.ModelTaskRunner;
import io.scriptorium.engine.task.TaskSettings;
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

/** A model that goes on with texts about images answers jobs, with a model that runs. */
@ExtendWith(KafkaExtension.class)
@Timeout(180)
class WorkerCaptionIT {
  private static final Duration LIMIT = Duration.ofSeconds(90);
  private static final int IMAGE_TOKENS = 17;

  @Test
  void captionsAreAnsweredAndWhatTheModelCannotDoIsADeadLetter(
      KafkaCluster cluster, @TempDir Path blobFolder, @TempDir Path modelFolder) throws Exception {
    BlobStore blobs = new FileBlobStore(blobFolder);
    try (PageJobs jobs = new PageJobs(cluster.bootstrapServers(), blobs);
        CommittedResults results = CommittedResults.reading(cluster.bootstrapServers());
        ModelTaskRunner model =
            ModelTaskRunner.open(ToyModels.captioning(modelFolder), TaskSettings.defaults());
        Worker worker =
            Worker.start(
                WorkerSettings.defaults(cluster.bootstrapServers()),
                model,
                new PayloadStore(blobs))) {
      // Given a caption, a text with another beginning, and a box that the model cannot find
      jobs.submit("caption", task(TaskKind.CAPTION).build());
      jobs.submit("beginning", task(TaskKind.PROMPT).setPrompt("a photograph of").build());
      jobs.submit("box", task(TaskKind.GROUND).setPrompt("a dog").build());

      // Then the first two are answered by their tokens
      await("two results").atMost(LIMIT).until(() -> answered(results));
      for (String jobId : new String[] {"caption", "beginning"}) {
        PageResult result = results.of(jobId).get(0);
        assertThat(result.getStatus()).isEqualTo(ItemStatus.OK);
        assertThat(result.getTokens().getImage()).isEqualTo(IMAGE_TOKENS);
        assertThat(result.getTokens().getOutput()).isBetween(1, 12);
      }
      // And the third has its reason
      await("a dead letter").atMost(LIMIT).until(() -> !results.letters().isEmpty());
      DeadLetter letter = results.letters().get(0);
      assertThat(letter.getJobId()).isEqualTo("box");
      assertThat(letter.getFailure().getReason()).hasToString("UNSUPPORTED_TASK");
      assertThat(letter.getFailure().getMessage()).contains("only goes on with the beginning");
      assertThat(worker.stats().failed()).isEqualTo(1);
    }
  }

  private static boolean answered(CommittedResults results) {
    return results.count("caption") == 1 && results.count("beginning") == 1;
  }

  private static Task.Builder task(TaskKind kind) {
    return Task.newBuilder().setKind(kind).setMaxTokens(12);
  }
}
