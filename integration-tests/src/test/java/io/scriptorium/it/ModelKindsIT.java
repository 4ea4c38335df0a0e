package io.scriptorium.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.scriptorium.app.cluster.Cluster;
import io.scriptorium.app.cluster.CommittedRecords;
import io.scriptorium.avro.DeadLetter;
import io.scriptorium.avro.Failure;
import io.scriptorium.avro.FailureReason;
import io.scriptorium.avro.ImageResult;
import io.scriptorium.avro.ItemStatus;
import io.scriptorium.avro.LabelScore;
import io.scriptorium.avro.RegionKind;
import io.scriptorium.avro.Task;
import io.scriptorium.avro.TaskKind;
import io.scriptorium.engine.model.BundledModel;
import io.scriptorium.engine.model.EmbeddingFamily;
import io.scriptorium.engine.model.Family;
import io.scriptorium.engine.model.ModelFolder;
import io.scriptorium.engine.task.EmbeddingTaskRunner;
import io.scriptorium.engine.task.ModelTaskRunner;
import io.scriptorium.engine.task.TaskOutcome;
import io.scriptorium.engine.task.TaskRequest;
import io.scriptorium.engine.task.TaskRunner;
import io.scriptorium.engine.task.TaskSettings;
import io.scriptorium.engine.torch.Checkpoint;
import io.scriptorium.engine.torch.TensorScope;
import io.scriptorium.engine.torch.Torch;
import io.scriptorium.kafka.KafkaCluster;
import io.scriptorium.kafka.KafkaExtension;
import io.scriptorium.producers.blob.FileBlobStore;
import io.scriptorium.producers.blob.PayloadStore;
import io.scriptorium.producers.job.JobOptions;
import io.scriptorium.producers.job.JobProducer;
import io.scriptorium.producers.job.JobSource;
import io.scriptorium.schemas.Topics;
import io.scriptorium.worker.Worker;
import io.scriptorium.worker.job.TaskRequests;
import io.scriptorium.worker.settings.WorkerSettings;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Jobs for a model of each kind through Kafka: where the way from the job to the model's input has
 * reference values, their answers are the reference's, else what the same model answers without
 * Kafka. What a model does not do is a dead letter.
 */
@ExtendWith(KafkaExtension.class)
@Timeout(180)
class ModelKindsIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path blobs;
  @TempDir private Path folder;

  @Test
  void text(KafkaCluster cluster) throws Exception {
    Path model = ReferenceModels.folder("stories260k");
    JsonNode expected = JSON.readTree(model.resolve("expected-text.json").toFile()).get(0);
    int tokens = expected.path("greedy").size();
    Task begun = prompt(expected.path("text").asText()).setMaxTokens(tokens).build();
    Task bare = Task.newBuilder(begun).setPrompt(null).build();

    try (Answers answers = answers(cluster, model)) {
      answers.submit("in-the-file", bare, text(expected.path("text").asText()));
      answers.submit("embedded", task(TaskKind.EMBED).build(), text("once"));
      answers.submit("read", task(TaskKind.OCR).build(), image(1));

      assertThat(answers.of("in-the-file").getText().strip())
          .isEqualTo(expected.path("answer").asText().strip());
      assertThat(answers.of("in-the-file").getWidth()).isZero();
      assertThat(answers.refusal("embedded"))
          .contains("does not do embeddings: it takes no images");
      assertThat(answers.refusal("read")).contains("does not do reading a whole page");
    }
  }

  @Test
  void visionLanguage(KafkaCluster cluster) throws Exception {
    Task difference = prompt("What differs?").setMaxTokens(12).build();
    Task described = task(TaskKind.CAPTION).setMaxTokens(12).build();
    try (Answers answers = answers(cluster, ToyModels.instructed(folder))) {
      answers.submit("caption", described, image(1));
      answers.submit("one", difference, image(1));
      answers.submit("two", difference, image(1), image(2));
      answers.submit("swapped", difference, image(2), image(1));
      answers.submit("captions", described, image(1), image(2));

      for (String job : List.of("caption", "one", "two", "swapped")) {
        answers.assertAsWithoutKafka(job);
      }
      assertThat(answers.of("two").getTokens().getImage())
          .isEqualTo(2 * answers.of("one").getTokens().getImage());
      assertThat(answers.of("two").getConfidence())
          .as("the order of images matters")
          .isNotEqualTo(answers.of("swapped").getConfidence());
      assertThat(answers.refusal("captions")).isEqualTo("a task CAPTION takes one image, not 2");
    }
  }

  @Test
  void caption(KafkaCluster cluster) throws Exception {
    Task caption = task(TaskKind.CAPTION).setMaxTokens(12).build();
    Task beginning = prompt("a photograph of").setMaxTokens(12).build();
    try (Answers answers = answers(cluster, ToyModels.captioning(folder))) {
      answers.submit("caption", caption, image(1));
      answers.submit("beginning", beginning, image(1));
      answers.submit("box", task(TaskKind.GROUND).setPrompt("a dog").build(), image(1));
      answers.submit("two", beginning, image(1), image(2));

      answers.assertAsWithoutKafka("caption");
      answers.assertAsWithoutKafka("beginning");
      assertThat(answers.of("caption").getTokens().getImage()).isEqualTo(17);
      assertThat(answers.refusal("box")).contains("only goes on with the beginning");
      assertThat(answers.refusal("two")).contains("does not take 2 images in a prompt");
    }
  }

  @Test
  void grounding(KafkaCluster cluster) throws Exception {
    // Weights are random: the form of the answer is given, the numbers are the model's.
    Task ground =
        task(TaskKind.GROUND)
            .setPrompt("the ledger")
            .setRegex(
                "<ref>ledger</ref><box>\\([1-4][0-9],[1-4][0-9]\\),\\([5-9]00,[5-9]00\\)</box>")
            .build();
    try (Answers answers = answers(cluster, ReferenceModels.qwenVl(folder))) {
      answers.submit("ground", ground, image(1));

      answers.assertAsWithoutKafka("ground");
      ImageResult result = answers.of("ground");
      assertThat(result.getRegions()).hasSize(1);
      assertThat(result.getRegions().get(0).getKind()).isEqualTo(RegionKind.OBJECT);
      assertThat(result.getRegions().get(0).getText()).isEqualTo("ledger");
      assertThat(result.getRegions().get(0).getBox().getX1())
          .as("in pixels of the image as it was sent")
          .isBetween(0.5f * result.getWidth(), 1f * result.getWidth());
    }
  }

  @Test
  void embedding(KafkaCluster cluster) throws Exception {
    Path reference = ReferenceModels.folder("clip");
    Task label =
        task(TaskKind.LABEL)
            .setPrompt("{} t9")
            .setLabels(List.of("t222 t223", "t121 t144", "t5"))
            .build();
    try (Answers answers = answers(cluster, ReferenceModels.clip(folder))) {
      List<String> texts = clipTexts(reference);
      for (int i = 0; i < texts.size(); i++) {
        answers.submit("text-" + i, task(TaskKind.EMBED).build(), text(texts.get(i)));
      }
      answers.submit("image", task(TaskKind.EMBED).build(), image(1));
      answers.submit("label", label, image(1));
      answers.submit("read", task(TaskKind.OCR).build(), image(1));

      float[] expected = values(reference, "out.text_embeds");
      int size = expected.length / texts.size();
      for (int i = 0; i < texts.size(); i++) {
        assertThat(floats(answers.of("text-" + i).getEmbedding()))
            .containsExactly(Arrays.copyOfRange(expected, i * size, (i + 1) * size), within(1e-4f));
      }
      answers.assertAsWithoutKafka("image");
      answers.assertAsWithoutKafka("label");
      ImageResult labelled = answers.of("label");
      assertThat(labelled.getText()).isEqualTo(labelled.getLabels().get(0).getLabel());
      assertThat(labelled.getConfidence())
          .isEqualTo((float) labelled.getLabels().get(0).getScore());
      assertThat(answers.refusal("read")).endsWith("does no task OCR: it embeds (EMBED, LABEL)");
    }
  }

  @Test
  void classification(KafkaCluster cluster) throws Exception {
    Path model = ReferenceModels.folder("navit");
    Task among = task(TaskKind.LABEL).setLabels(List.of("a", "b")).build();
    try (Answers answers = answers(cluster, model)) {
      answers.submit("classes", task(TaskKind.LABEL).build(), image(1));
      answers.submit("image", task(TaskKind.EMBED).build(), image(2));
      answers.submit("among", among, image(1));
      answers.submit("text", task(TaskKind.EMBED).build(), text("once"));

      answers.assertAsWithoutKafka("classes");
      answers.assertAsWithoutKafka("image");
      ImageResult classes = answers.of("classes");
      assertThat(classes.getText()).isEqualTo(classes.getLabels().get(0).getLabel());
      assertThat(classes.getLabels().stream().mapToDouble(LabelScore::getScore).sum())
          .isCloseTo(1, within(1e-6));
      assertThat(answers.refusal("among")).contains("chooses among classes of its own");
      assertThat(answers.refusal("text")).contains("embeds no texts");
    }
  }

  @Test
  void reader(KafkaCluster cluster) throws Exception {
    try (Answers answers = answers(cluster, BundledModel.folder())) {
      answers.submit("embedded", task(TaskKind.EMBED).build(), image(1));
      answers.submit(
          "labelled", task(TaskKind.LABEL).setLabels(List.of("a", "b")).build(), image(1));
      answers.submit("asked", prompt("Which?").build(), image(1), image(2));

      for (String job : List.of("embedded", "labelled", "asked")) {
        assertThat(answers.refusal(job)).contains("it reads text lines only");
      }
    }
  }

  private Answers answers(KafkaCluster cluster, Path model) {
    return new Answers(cluster.bootstrapServers(), model, blobs);
  }

  private static Task.Builder task(TaskKind kind) {
    return Task.newBuilder().setKind(kind);
  }

  private static Task.Builder prompt(String words) {
    return task(TaskKind.PROMPT).setPrompt(words);
  }

  private static JobSource image(int page) {
    return new JobSource.Bytes("page.png", PageImages.png(page));
  }

  private static JobSource text(String text) {
    return new JobSource.Bytes("text.txt", text.getBytes(StandardCharsets.UTF_8));
  }

  /** The texts of which the reference has embeddings, without their first and last token. */
  private static List<String> clipTexts(Path reference) throws Exception {
    JsonNode prompts = JSON.readTree(reference.resolve("expected.json").toFile()).path("prompts");
    return prompts
        .valueStream()
        .map(
            prompt ->
                prompt
                    .valueStream()
                    .skip(1)
                    .limit(prompt.size() - 2L)
                    .map(token -> "t" + token.asInt())
                    .collect(Collectors.joining(" ")))
        .toList();
  }

  private static float[] values(Path reference, String tensor) {
    Torch.get().adoptThread();
    try (Checkpoint expected = Checkpoint.openFile(reference.resolve("expected.safetensors"));
        TensorScope scope = Torch.get().open(Device.cpu())) {
      return expected.load(scope, tensor).toFloatArray();
    }
  }

  private static float[] floats(List<Float> boxed) {
    float[] values = new float[boxed.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = boxed.get(i);
    }
    return values;
  }

  /** A worker with a model, jobs for it, and what became of them. */
  private static final class Answers implements AutoCloseable {
    private final TaskRunner model;
    private final CommittedRecords records;
    private final Worker worker;
    private final JobProducer producer;
    private final Map<String, TaskRequest> asked = new HashMap<>();
    private final Map<String, ImageResult> results = new HashMap<>();
    private final Map<String, DeadLetter> letters = new HashMap<>();

    Answers(String bootstrapServers, Path folder, Path blobs) {
      PayloadStore payloads = new PayloadStore(new FileBlobStore(blobs));
      Map<String, Object> connection = Map.of("bootstrap.servers", bootstrapServers);
      model = open(folder);
      records =
          CommittedRecords.of(
              new Cluster(bootstrapServers, Map.of()),
              CommittedRecords.Start.NOW,
              List.of(Topics.IMAGE_RESULTS, Topics.DEAD_LETTERS));
      producer =
          new JobProducer(
              JobProducer.kafkaProducer(connection), payloads, Clock.systemUTC(), 1 << 20);
      worker = Worker.start(WorkerSettings.defaults(bootstrapServers), model, payloads);
    }

    private static TaskRunner open(Path folder) {
      return Family.knows(EmbeddingFamily.class, folder)
          ? EmbeddingTaskRunner.open(ModelFolder.of(folder), TaskSettings.defaults())
          : ModelTaskRunner.open(folder, TaskSettings.defaults());
    }

    void submit(String job, Task task, JobSource first, JobSource... further) throws Exception {
      producer
          .submitImage(first, List.of(further), JobOptions.of(task).withJobId(job))
          .get(30, TimeUnit.SECONDS);
      List<byte[]> files =
          Stream.concat(Stream.of(first), Arrays.stream(further))
              .map(source -> ((JobSource.Bytes) source).content())
              .toList();
      asked.put(job, TaskRequests.of(task, files.get(0)).withImages(files));
    }

    ImageResult of(String job) {
      return found("result", results, job);
    }

    private <T> T found(String what, Map<String, T> all, String job) {
      Instant end = Instant.now().plus(LIMIT);
      while (!all.containsKey(job)) {
        assertThat(Instant.now()).as("no %s of %s", what, job).isBefore(end);
        records.poll(Duration.ofMillis(100)).forEach(this::take);
      }
      return Objects.requireNonNull(all.get(job));
    }

    private void take(ConsumerRecord<byte[], byte[]> record) {
      if (record.topic().equals(Topics.DEAD_LETTERS.name())) {
        DeadLetter letter = Topics.DEAD_LETTERS.codec().decode(record.value());
        letters.put(letter.getJobId(), letter);
      } else {
        ImageResult result = Topics.IMAGE_RESULTS.codec().decode(record.value());
        assertThat(results.put(result.getJobId(), result))
            .as("a second result of %s", result.getJobId())
            .isNull();
      }
    }

    /** The message of a job's dead letter, which says that the model does not do its task. */
    String refusal(String job) {
      assertThat(of(job).getStatus()).isEqualTo(ItemStatus.FAILED);
      Failure failure = found("dead letter", letters, job).getFailure();
      assertThat(failure.getReason()).isEqualTo(FailureReason.UNSUPPORTED_TASK);
      return failure.getMessage();
    }

    void assertAsWithoutKafka(String job) throws Exception {
      ImageResult result = of(job);
      assertThat(result.getStatus())
          .as("%s: %s", job, result.getFailure())
          .isEqualTo(ItemStatus.OK);
      TaskOutcome.Done done =
          (TaskOutcome.Done)
              model.submit(Objects.requireNonNull(asked.get(job))).get(30, TimeUnit.SECONDS);
      assertThat(result.getText()).isEqualTo(done.text().text());
      assertThat(result.getRegions())
          .extracting(region -> region.getBox().getX1())
          .containsExactlyElementsOf(
              done.text().regions().stream().map(region -> region.line().box().x1()).toList());
      assertThat(result.getLabels())
          .extracting(label -> label.getLabel())
          .containsExactlyElementsOf(done.labels().stream().map(label -> label.label()).toList());
      for (int i = 0; i < done.labels().size(); i++) {
        assertThat(result.getLabels().get(i).getScore())
            .isCloseTo(done.labels().get(i).score(), within(1e-5));
      }
      assertThat(result.getEmbedding() == null).isEqualTo(done.embedding().isEmpty());
      if (result.getEmbedding() != null) {
        assertThat(floats(result.getEmbedding()))
            .containsExactly(done.embedding().orElseThrow(), within(1e-5f));
      }
    }

    @Override
    public void close() {
      worker.close();
      producer.close();
      records.close();
      model.close();
    }
  }
}
