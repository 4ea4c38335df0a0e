package io.scriptorium.worker.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.scriptorium.avro.Failure;
import io.scriptorium.avro.FailureReason;
import io.scriptorium.avro.ImageJob;
import io.scriptorium.avro.PageJob;
import io.scriptorium.avro.Payload;
import io.scriptorium.avro.Task;
import io.scriptorium.avro.TaskKind;
import io.scriptorium.engine.constrain.ConstraintSpec;
import io.scriptorium.engine.sample.Filter;
import io.scriptorium.engine.sample.Penalties;
import io.scriptorium.engine.sample.Sampling;
import io.scriptorium.engine.task.AnswerRules;
import io.scriptorium.schemas.Topics;
import io.scriptorium.worker.job.JobReader.Reading;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class JobReaderTest {
  private final JobReader reader = new JobReader(1000);

  @Test
  void readsAPage() {
    PageJob job = JobSamples.page(2).build();

    assertThat(reader.read(JobSamples.record(job, 0, 0)))
        .isEqualTo(new Reading.Valid(new Job.Page(job)));
  }

  @Test
  void readsAnImage() {
    ImageJob job = JobSamples.image().build();
    byte[] value = Topics.IMAGE_JOBS.codec().encode(job);

    assertThat(
            reader.read(
                new ConsumerRecord<>(Topics.IMAGE_JOBS.name(), 0, 0, new byte[] {1}, value)))
        .isEqualTo(new Reading.Valid(new Job.Image(job)));
  }

  static Stream<Arguments> invalid() {
    Payload empty = Payload.newBuilder().setMediaType("image/png").build();
    return Stream.of(
        Arguments.of(JobSamples.page(0), FailureReason.INVALID_JOB),
        Arguments.of(JobSamples.page(1).setJobId(" "), FailureReason.INVALID_JOB),
        Arguments.of(JobSamples.page(1).setPayload(empty), FailureReason.INVALID_JOB),
        Arguments.of(
            JobSamples.page(1).setPayload(JobSamples.reference(-1)), FailureReason.INVALID_JOB),
        Arguments.of(
            JobSamples.page(1).setPayload(JobSamples.reference(1001)),
            FailureReason.TOO_MANY_BYTES),
        Arguments.of(
            JobSamples.page(1).setTask(Task.newBuilder().setKind(TaskKind.UNKNOWN).build()),
            FailureReason.UNSUPPORTED_TASK),
        Arguments.of(
            JobSamples.page(1)
                .setTask(Task.newBuilder().setKind(TaskKind.OCR).setMaxTokens(0).build()),
            FailureReason.INVALID_JOB));
  }

  static Stream<Arguments> invalidImages() {
    Payload empty = Payload.newBuilder().setMediaType("image/png").build();
    return Stream.of(
        Arguments.of(List.of(empty), FailureReason.INVALID_JOB),
        Arguments.of(Collections.nCopies(64, JobSamples.inline()), FailureReason.INVALID_JOB),
        Arguments.of(
            List.of(JobSamples.reference(500), JobSamples.reference(500)),
            FailureReason.TOO_MANY_BYTES));
  }

  @ParameterizedTest
  @MethodSource("invalidImages")
  void furtherImagesAreCheckedAsTheFirstIs(List<Payload> further, FailureReason reason) {
    Job job = new Job.Image(JobSamples.image().setFurtherImages(further).build());

    assertThat(new JobCheck(1000).failure(job).orElseThrow().getReason()).isEqualTo(reason);
  }

  @Test
  void labelsAreTakenOver() {
    Task task =
        prompt().setKind(TaskKind.LABEL).setPrompt("a {}").setLabels(List.of("cat", "dog")).build();

    assertThat(TaskRequests.of(task, new byte[0]).labels().texts()).containsExactly("cat", "dog");
  }

  static Stream<Task.Builder> contradictory() {
    return Stream.of(
        prompt().setRegex("a").setJsonSchema("{}"),
        prompt().setRegex("a").setStop(List.of("b")),
        prompt().setRegex("a".repeat(10_001)),
        prompt().setJsonSchema(" ".repeat(100_001)),
        prompt().setStop(List.of("")),
        prompt().setStop(Collections.nCopies(17, "a")),
        prompt().setSampling(sampling(-1).build()),
        prompt().setSampling(sampling(Double.NaN).build()),
        prompt().setSampling(sampling(1).setTopP(0).build()),
        prompt().setSampling(sampling(1).setFrequencyPenalty(3).build()),
        prompt().setLabels(List.of("a")),
        prompt().setKind(TaskKind.LABEL).setLabels(List.of("a", "b")),
        prompt().setKind(TaskKind.LABEL).setPrompt(null).setLabels(List.of("a", "a")));
  }

  @ParameterizedTest
  @MethodSource("contradictory")
  void saysWhatIsWrongWithTheRulesOfAnAnswer(Task.Builder task) {
    Reading reading =
        reader.read(JobSamples.record(JobSamples.page(1).setTask(task.build()).build(), 0, 0));

    Failure failure = ((Reading.Invalid) reading).failure();
    assertThat(failure.getReason()).isEqualTo(FailureReason.INVALID_JOB);
    assertThat(failure.getMessage()).isNotBlank().doesNotContain("\n").doesNotContain("null");
  }

  @Test
  void theRulesOfAnAnswerAreTakenOver() {
    Task task =
        prompt()
            .setMaxTokens(7)
            .setStop(List.of("a", "b"))
            .setSampling(
                sampling(0.5)
                    .setTopK(1)
                    .setTopP(0.25)
                    .setMinP(0.125)
                    .setRepetitionPenalty(1.5)
                    .setPresencePenalty(-1)
                    .setFrequencyPenalty(2)
                    .setSeed(9L)
                    .build())
            .build();

    assertThat(TaskRequests.of(task, new byte[0]).rules())
        .isEqualTo(
            AnswerRules.USUAL
                .withMaxTokens(7)
                .withStopStrings(List.of("a", "b"))
                .withSampling(
                    Sampling.ofTemperature(0.5)
                        .withFilter(new Filter(1, 0.25, 0.125))
                        .withPenalties(new Penalties(1.5, -1, 2))
                        .withSeed(9)));
    assertThat(TaskRequests.rules(prompt().setRegex("a(").build()).constraint())
        .contains(new ConstraintSpec.Regex("a("));
    assertThat(TaskRequests.rules(prompt().setJsonSchema("{").build()).constraint())
        .contains(new ConstraintSpec.Schema("{"));
    assertThat(TaskRequests.rules(prompt().build())).isEqualTo(AnswerRules.USUAL);
  }

  private static Task.Builder prompt() {
    return Task.newBuilder().setKind(TaskKind.PROMPT).setPrompt("What is it?");
  }

  private static io.scriptorium.avro.Sampling.Builder sampling(double temperature) {
    return io.scriptorium.avro.Sampling.newBuilder().setTemperature(temperature);
  }

  @ParameterizedTest
  @MethodSource("invalid")
  void saysWhatIsWrongWithAJob(PageJob.Builder job, FailureReason reason) {
    Reading reading = reader.read(JobSamples.record(job.build(), 0, 0));

    assertThat(reading).isInstanceOf(Reading.Invalid.class);
    assertThat(((Reading.Invalid) reading).failure().getReason()).isEqualTo(reason);
    assertThat(reading.known()).contains(new Job.Page(job.build()));
  }

  @Test
  void doesNotStumbleOverGarbage() {
    Reading reading = reader.read(JobSamples.record(0, 0, new byte[0], new byte[] {1, 2, 3}));

    assertThat(reading).isInstanceOf(Reading.Undecodable.class);
    assertThat(reading.known()).isEmpty();
  }

  @Test
  @SuppressWarnings("NullAway") // A tombstone is what a record without a value is.
  void doesNotStumbleOverATombstone() {
    Reading reading = reader.read(JobSamples.record(0, 0, new byte[0], null));

    assertThat(((Reading.Undecodable) reading).failure().getReason())
        .isEqualTo(FailureReason.UNDECODABLE_RECORD);
  }
}
