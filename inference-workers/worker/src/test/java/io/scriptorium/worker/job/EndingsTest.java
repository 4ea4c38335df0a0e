package io.scriptorium.worker.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.scriptorium.avro.DeadLetter;
import io.scriptorium.avro.Failure;
import io.scriptorium.avro.FailureReason;
import io.scriptorium.avro.ImageResult;
import io.scriptorium.avro.ItemStatus;
import io.scriptorium.avro.ModelVersion;
import io.scriptorium.avro.PageResult;
import io.scriptorium.avro.RegionKind;
import io.scriptorium.avro.Task;
import io.scriptorium.avro.TaskKind;
import io.scriptorium.engine.FinishReason;
import io.scriptorium.engine.layout.Box;
import io.scriptorium.engine.layout.PageText;
import io.scriptorium.engine.layout.ReadLine;
import io.scriptorium.engine.task.LabelScore;
import io.scriptorium.engine.task.ModelAnswer;
import io.scriptorium.engine.task.TaskOutcome;
import io.scriptorium.engine.task.TaskRunner.ModelIdentity;
import io.scriptorium.schemas.RetryLane;
import io.scriptorium.schemas.Topics;
import io.scriptorium.worker.job.Answer.Effort;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

class EndingsTest {
  private static final Effort TWO_TRIES =
      new Effort(2, Duration.ofMillis(10), Duration.ofMillis(20));

  private final Endings endings =
      new Endings(
          new ModelIdentity("fake", "0123456789ab", "FLOAT32"),
          Clock.fixed(JobSamples.NOW, ZoneOffset.UTC));
  private final Job page = new Job.Page(JobSamples.page(3).build());
  private final ConsumerRecord<byte[], byte[]> source =
      JobSamples.record(JobSamples.page(3).build(), 5, 42);
  private final Origin origin = Origin.of(source, Topics.RETRY_LANES);

  private static PageResult pageResult(Ending ending) {
    ProducerRecord<byte[], byte[]> record = ending.records().get(0);
    assertThat(record.topic()).isEqualTo(Topics.PAGE_RESULTS.name());
    return Topics.PAGE_RESULTS.codec().decode(record.value());
  }

  private static DeadLetter letter(ProducerRecord<byte[], byte[]> record) {
    assertThat(record.topic()).isEqualTo(Topics.DEAD_LETTERS.name());
    return Topics.DEAD_LETTERS.codec().decode(record.value());
  }

  @Test
  void aCancelledJobHasAResultThatSaysSoAndNoDeadLetter() {
    Ending ending = endings.of(origin, page, new Answer.Cancelled(Effort.LOOKED_AT));

    assertThat(ending.kind()).isEqualTo(Ending.Kind.CANCELLED);
    assertThat(ending.records()).hasSize(1);
    PageResult result = pageResult(ending);
    assertThat(result.getStatus()).isEqualTo(ItemStatus.CANCELLED);
    assertThat(result.getPage()).isEqualTo(3);
    assertThat(result.getFailure().getReason()).isEqualTo(FailureReason.CANCELLED);
  }

  @Test
  void writesWhatWasReadOnAPage() {
    Ending ending = endings.of(origin, page, new Answer.Done(JobSamples.done("text"), TWO_TRIES));

    assertThat(ending.kind()).isEqualTo(Ending.Kind.DONE);
    assertThat(ending.records()).hasSize(1);
    assertThat(new String(ending.records().get(0).key(), StandardCharsets.UTF_8)).isEqualTo("job");
    PageResult result = pageResult(ending);
    assertThat(result.getJobId()).isEqualTo("job");
    assertThat(result.getPage()).isEqualTo(3);
    assertThat(result.getStatus()).isEqualTo(ItemStatus.OK);
    assertThat(result.getFailure()).isNull();
    assertThat(result.getText()).isEqualTo("text");
    assertThat(result.getRegions()).hasSize(1);
    assertThat(result.getRegions().get(0).getKind()).isEqualTo(RegionKind.LINE);
    assertThat(result.getWidth()).isEqualTo(100);
    assertThat(result.getHeight()).isEqualTo(200);
    assertThat(result.getModel())
        .isEqualTo(new ModelVersion("fake", "0123456789ab", "ocr-lines/1", "FLOAT32"));
    assertThat(result.getTokens().getImage()).isEqualTo(2);
    assertThat(result.getTimings().getQueued()).isEqualTo(11);
    assertThat(result.getTimings().getFetch()).isEqualTo(20);
    assertThat(result.getTimings().getModel()).isEqualTo(4);
    assertThat(result.getAttempts()).isEqualTo(2);
    assertThat(result.getFinishedAt()).isEqualTo(JobSamples.NOW);
  }

  @Test
  void marksCellsOfATable() {
    PageText table =
        new PageText(
            "a",
            "| a |",
            List.of(
                new PageText.Region(
                    new ReadLine(new Box(0, 0, 1, 1), "a", 1),
                    2,
                    OptionalInt.of(0),
                    OptionalInt.of(1))));

    PageResult result =
        pageResult(endings.of(origin, page, new Answer.Done(JobSamples.done(table), TWO_TRIES)));

    assertThat(result.getRegions().get(0).getKind()).isEqualTo(RegionKind.CELL);
    assertThat(result.getRegions().get(0).getBlock()).isEqualTo(2);
    assertThat(result.getRegions().get(0).getColumn()).isEqualTo(1);
  }

  @Test
  void writesTheAnswerAboutAnImage() {
    Task ground = Task.newBuilder().setKind(TaskKind.GROUND).setPrompt("dog").build();
    Job job =
        new Job.Image(
            JobSamples.image().setTask(ground).setAttributes(Map.of("album", "7")).build());

    Ending ending = endings.of(origin, job, new Answer.Done(JobSamples.done("dog"), TWO_TRIES));

    ProducerRecord<byte[], byte[]> record = ending.records().get(0);
    assertThat(record.topic()).isEqualTo(Topics.IMAGE_RESULTS.name());
    ImageResult result = Topics.IMAGE_RESULTS.codec().decode(record.value());
    assertThat(result.getText()).isEqualTo("dog");
    assertThat(result.getConfidence()).isEqualTo(0.9f);
    assertThat(result.getName()).isEqualTo("picture.png");
    assertThat(result.getAttributes()).containsEntry("album", "7");
    assertThat(result.getRegions().get(0).getKind()).isEqualTo(RegionKind.OBJECT);
  }

  @Test
  void writesReasoningVectorAndLabelsOfImagesAndPages() {
    TaskOutcome.Done usual = JobSamples.done("cat");
    TaskOutcome.Done done =
        new TaskOutcome.Done(
            usual.text(),
            usual.confidence(),
            usual.width(),
            usual.height(),
            usual.promptVersion(),
            usual.usage(),
            List.of(
                new ModelAnswer("cat", Optional.of("It purrs."), 1, FinishReason.STOP, List.of())),
            Optional.of(new float[] {0.6f, 0.8f}),
            List.of(new LabelScore("cat", 0.75), new LabelScore("dog", 0.25)));
    Job image = new Job.Image(JobSamples.image().build());

    ImageResult result =
        Topics.IMAGE_RESULTS
            .codec()
            .decode(
                endings
                    .of(origin, image, new Answer.Done(done, TWO_TRIES))
                    .records()
                    .get(0)
                    .value());
    PageResult pageResult = pageResult(endings.of(origin, page, new Answer.Done(done, TWO_TRIES)));

    assertThat(result.getReasoning()).isEqualTo("It purrs.");
    assertThat(result.getEmbedding()).containsExactly(0.6f, 0.8f);
    assertThat(result.getLabels())
        .containsExactly(
            new io.scriptorium.avro.LabelScore("cat", 0.75),
            new io.scriptorium.avro.LabelScore("dog", 0.25));
    assertThat(pageResult.getReasoning()).isEqualTo(result.getReasoning());
    assertThat(pageResult.getEmbedding()).isEqualTo(result.getEmbedding());
    assertThat(pageResult.getLabels()).isEqualTo(result.getLabels());
  }

  @Test
  void writesAFailureTwiceForTheDocumentAndForPeople() {
    Failure failure = new Failure(FailureReason.CORRUPT_FILE, "Not a PNG");

    Ending ending = endings.of(origin, page, new Answer.Failed(failure, TWO_TRIES));

    assertThat(ending.kind()).isEqualTo(Ending.Kind.FAILED);
    PageResult result = pageResult(ending);
    assertThat(result.getStatus()).isEqualTo(ItemStatus.FAILED);
    assertThat(result.getFailure()).isEqualTo(failure);
    assertThat(result.getAttempts()).isEqualTo(2);
    DeadLetter letter = letter(ending.records().get(1));
    assertThat(letter.getTopic()).isEqualTo(source.topic());
    assertThat(letter.getPartition()).isEqualTo(5);
    assertThat(letter.getOffset()).isEqualTo(42);
    assertThat(letter.getValue().array()).isEqualTo(source.value());
    assertThat(letter.getKey().array()).isEqualTo(source.key());
    assertThat(letter.getStage()).isEqualTo("worker");
    assertThat(letter.getFailure()).isEqualTo(failure);
    assertThat(letter.getJobId()).isEqualTo("job");
    assertThat(letter.getAttempts()).isEqualTo(2);
  }

  @Test
  void keepsTheHeadersOfAnUndecodableRecord() {
    byte[] bytes = {0, 1, 2};
    ConsumerRecord<byte[], byte[]> garbage = JobSamples.record(0, 9, new byte[] {5}, bytes);
    garbage.headers().add("trace", new byte[] {6});

    Ending ending =
        endings.undecodable(
            Origin.of(garbage, List.of()),
            new Failure(FailureReason.UNDECODABLE_RECORD, "Not a job"));

    assertThat(ending.records()).hasSize(1);
    DeadLetter letter = letter(ending.records().get(0));
    assertThat(letter.getValue().array()).isEqualTo(bytes);
    assertThat(letter.getJobId()).isNull();
    assertThat(letter.getHeaders()).hasSize(1);
    assertThat(letter.getHeaders().get(0).getName()).isEqualTo("trace");
  }

  @Test
  void leavesTheRegionsOutOfAResultThatIsTooLong() {
    String text = "x".repeat(1000);
    PageText.Region region =
        new PageText.Region(
            new ReadLine(new Box(0, 0, 1, 1), text, 1),
            0,
            OptionalInt.empty(),
            OptionalInt.empty());
    PageText dense = new PageText("text", "text", Collections.nCopies(5000, region));

    Ending ending = endings.of(origin, page, new Answer.Done(JobSamples.done(dense), TWO_TRIES));

    assertThat(ending.kind()).isEqualTo(Ending.Kind.DONE);
    PageResult result = pageResult(ending);
    assertThat(result.getStatus()).isEqualTo(ItemStatus.FALLBACK);
    assertThat(result.getFailure().getReason()).isEqualTo(FailureReason.RECORD_TOO_LARGE);
    assertThat(result.getText()).isEqualTo("text");
    assertThat(result.getRegions()).isEmpty();
  }

  @Test
  void failsWhereEvenTheTextIsTooLong() {
    PageText endless = new PageText("x".repeat(5 << 20), "", List.of());

    Ending ending = endings.of(origin, page, new Answer.Done(JobSamples.done(endless), TWO_TRIES));

    assertThat(ending.kind()).isEqualTo(Ending.Kind.FAILED);
    assertThat(pageResult(ending).getFailure().getReason())
        .isEqualTo(FailureReason.RECORD_TOO_LARGE);
    assertThat(ending.records()).hasSize(2);
  }

  @Test
  void endsShortlyWhatTheBrokerRefused() {
    Ending ending = endings.tooLarge(origin, Optional.of(page));

    assertThat(pageResult(ending).getFailure().getReason())
        .isEqualTo(FailureReason.RECORD_TOO_LARGE);
    DeadLetter letter = letter(ending.records().get(1));
    assertThat(letter.getValue()).isNull();
    assertThat(letter.getOffset()).isEqualTo(42);
  }

  @Test
  void postponesWhatMayPassByLongerAndLongerAndThenGivesUp() {
    Failure failure = new Failure(FailureReason.OUT_OF_MEMORY, "broken");
    ConsumerRecord<byte[], byte[]> record = source;
    for (RetryLane lane : Topics.RETRY_LANES) {
      Ending ending =
          endings.of(
              Origin.of(record, Topics.RETRY_LANES),
              page,
              new Answer.Postponed(failure, TWO_TRIES));

      assertThat(ending.kind()).isEqualTo(Ending.Kind.POSTPONED);
      ProducerRecord<byte[], byte[]> retry = ending.records().get(0);
      assertThat(retry.topic()).isEqualTo(lane.topic().name());
      record = new ConsumerRecord<>(retry.topic(), 0, 7, retry.key(), retry.value());
      Origin next = Origin.of(record, Topics.RETRY_LANES);
      assertThat(next.dueAt()).isEqualTo(JobSamples.NOW.plus(lane.delay()));
      assertThat(next.record().value()).isEqualTo(source.value());
    }

    Ending last =
        endings.of(
            Origin.of(record, Topics.RETRY_LANES), page, new Answer.Postponed(failure, TWO_TRIES));
    assertThat(last.kind()).isEqualTo(Ending.Kind.FAILED);
    DeadLetter letter = Topics.DEAD_LETTERS.codec().decode(last.records().get(1).value());
    assertThat(letter.getTopic()).isEqualTo(source.topic());
    assertThat(letter.getOffset()).isEqualTo(source.offset());
    assertThat(letter.getValue().array()).isEqualTo(source.value());
    assertThat(letter.getAttempts()).isEqualTo(8);
    assertThat(letter.getFailure())
        .isEqualTo(
            new Failure(
                FailureReason.OUT_OF_MEMORY,
                "Given up after 8 tries, the last of which ended so: broken"));
  }

  @Test
  void doesNotPostponeBeyondTheDeadline() {
    Job urgent =
        new Job.Page(JobSamples.page(1).setDeadline(JobSamples.NOW.plusSeconds(10)).build());
    Failure failure = new Failure(FailureReason.OUT_OF_MEMORY, "broken");

    Ending ending = endings.of(origin, urgent, new Answer.Postponed(failure, TWO_TRIES));

    assertThat(ending.kind()).isEqualTo(Ending.Kind.FAILED);
  }
}
