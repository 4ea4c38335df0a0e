package io.scriptorium.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.scriptorium.avro.DeadLetter;
import io.scriptorium.avro.Failure;
import io.scriptorium.avro.ItemStatus;
import io.scriptorium.avro.PageResult;
import io.scriptorium.avro.Sampling;
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
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What jobs ask of their answers holds, or ends them with a reason, with a model that runs. */
@ExtendWith(KafkaExtension.class)
@Timeout(180)
class WorkerAnswerRulesIT {
  private static final Duration LIMIT = Duration.ofSeconds(90);
  private static final int SEEDS = 8;
  private static final String DATE = "20[0-9]{2}-(0[1-9]|1[0-2])";
  private static final String BILL =
      """
      {"type": "object", "required": ["total", "paid"], "properties": {
        "total": {"type": "integer", "minimum": 0, "maximum": 999},
        "paid": {"type": "boolean"}}}
      """;

  @Test
  void answersMatchAndWhatCannotBeMatchedIsADeadLetter(
      KafkaCluster cluster, @TempDir Path blobFolder, @TempDir Path modelFolder) throws Exception {
    BlobStore blobs = new FileBlobStore(blobFolder);
    try (PageJobs jobs = new PageJobs(cluster.bootstrapServers(), blobs);
        CommittedResults results = CommittedResults.reading(cluster.bootstrapServers());
        ModelTaskRunner model =
            ModelTaskRunner.open(ToyModels.instructed(modelFolder), TaskSettings.defaults());
        Worker worker =
            Worker.start(
                WorkerSettings.defaults(cluster.bootstrapServers()),
                model,
                new PayloadStore(blobs))) {
      // Given jobs that draw answers which are to match, among others that make no sense
      for (int seed = 0; seed < SEEDS; seed++) {
        jobs.submit("date-" + seed, drawn(seed).setRegex(DATE).build());
        jobs.submit("bill-" + seed, drawn(seed).setJsonSchema(BILL).build());
      }
      jobs.submit("open-group", question().setRegex("a(b").build());
      jobs.submit("no-type", question().setJsonSchema("{\"type\": \"colour\"}").build());
      jobs.submit("no-json", question().setJsonSchema("{").build());
      jobs.submit("both", question().setRegex("a").setJsonSchema(BILL).build());
      jobs.submit("cut-off", question().setRegex("a{9}").setMaxTokens(4).build());

      await("five dead letters").atMost(LIMIT).until(() -> results.letters().size() >= 5);

      // Then each of those has its reason
      Map<String, String> failures =
          results.letters().stream()
              .collect(
                  Collectors.toMap(DeadLetter::getJobId, letter -> written(letter.getFailure())));
      assertThat(failures)
          .containsOnly(
              Map.entry(
                  "open-group",
                  "INVALID_JOB: Regular expression, at character 4: a group is not closed"),
              Map.entry("no-type", "INVALID_JOB: JSON schema, at #: \"colour\" is no type"),
              Map.entry(
                  "no-json",
                  "INVALID_JOB: The JSON schema is no JSON: line 1, column 2: Unexpected end-of-input:"
                      + " expected close marker for Object"),
              Map.entry(
                  "both",
                  "INVALID_JOB: An answer matches a regular expression or a JSON schema, not both"),
              Map.entry("cut-off", "NO_MATCH: the answer came to no match within 4 tokens"));
      // And every answer matches
      for (int seed = 0; seed < SEEDS; seed++) {
        assertThat(answer(results, "date-" + seed)).matches(DATE);
        assertThat(answer(results, "bill-" + seed))
            .matches("\\{\"total\": ?[0-9]{1,3}, ?\"paid\": ?(true|false)}");
      }
      assertThat(worker.stats().failed()).isEqualTo(5);
    }
  }

  private static String answer(CommittedResults results, String jobId) {
    await(jobId).atMost(LIMIT).until(() -> results.count(jobId) == 1);
    PageResult result = results.of(jobId).get(0);
    assertThat(result.getStatus()).isEqualTo(ItemStatus.OK);
    return result.getText();
  }

  private static String written(Failure failure) {
    return failure.getReason() + ": " + failure.getMessage();
  }

  private static Task.Builder question() {
    return Task.newBuilder().setKind(TaskKind.PROMPT).setPrompt("When, and how much?");
  }

  private static Task.Builder drawn(long seed) {
    return question().setSampling(Sampling.newBuilder().setTemperature(1).setSeed(seed).build());
  }
}
