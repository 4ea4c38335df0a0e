package io.scriptorium.worker.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.scriptorium.avro.FailureReason;
import io.scriptorium.avro.ImageJob;
import io.scriptorium.avro.PageJob;
import io.scriptorium.avro.Payload;
import io.scriptorium.avro.Task;
import io.scriptorium.avro.TaskKind;
import io.scriptorium.schemas.Topics;
import io.scriptorium.worker.job.JobReader.Reading;
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
