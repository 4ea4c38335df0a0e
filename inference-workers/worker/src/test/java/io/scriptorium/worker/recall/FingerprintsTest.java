package io.scriptorium.worker.recall;

import static org.assertj.core.api.Assertions.assertThat;

import io.scriptorium.avro.BlobReference;
import io.scriptorium.avro.ImageJob;
import io.scriptorium.avro.OcrLayout;
import io.scriptorium.avro.PageJob;
import io.scriptorium.avro.Payload;
import io.scriptorium.avro.Priority;
import io.scriptorium.avro.Sampling;
import io.scriptorium.avro.Task;
import io.scriptorium.avro.TaskKind;
import io.scriptorium.worker.job.Job;
import io.scriptorium.worker.job.JobSamples;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class FingerprintsTest {
  private final Fingerprints fingerprints = new Fingerprints("reader/1");

  private Optional<String> page(UnaryOperator<PageJob.Builder> change) {
    return fingerprints.of(new Job.Page(change.apply(JobSamples.page(1)).build()));
  }

  private Optional<String> task(UnaryOperator<Task.Builder> change) {
    Task task = change.apply(Task.newBuilder().setKind(TaskKind.OCR)).build();
    return page(job -> job.setTask(task));
  }

  @Test
  void isTheSameWhoeverAsksWheneverForWhicheverPage() {
    Optional<String> one = page(job -> job);

    assertThat(one.orElseThrow()).matches("[0-9a-f]{64}");
    assertThat(page(job -> job.setJobId("another").setPage(7))).isEqualTo(one);
    assertThat(page(job -> job.setPriority(Priority.HIGH).setIdempotencyKey("k"))).isEqualTo(one);
    assertThat(page(job -> job.setDeadline(JobSamples.NOW))).isEqualTo(one);
  }

  @Test
  void isTheSameInlineAndInTheBlobStore() {
    String digest = "039058c6f2c0cb492c533b0a4d14ef77cc0f78abccced5287d84a1a2011cfb81";
    Payload stored =
        Payload.newBuilder()
            .setMediaType("image/png")
            .setReference(new BlobReference("file:///elsewhere", 3L, digest))
            .build();

    assertThat(page(job -> job.setPayload(stored))).isEqualTo(page(job -> job));
  }

  @Test
  void isAnotherForWhateverMakesAnotherAnswer() {
    Optional<String> one = page(job -> job);
    ImageJob.Builder image = JobSamples.image().setTask(JobSamples.ocr());

    assertThat(page(job -> job.setPayload(JobSamples.reference(3)))).isNotEqualTo(one);
    assertThat(page(job -> job.setTenant("press"))).isNotEqualTo(one);
    assertThat(task(task -> task.setLayout(OcrLayout.PAGE))).isNotEqualTo(one);
    assertThat(task(task -> task.setPrompt("Read"))).isNotEqualTo(one);
    assertThat(task(task -> task.setMaxTokens(9))).isNotEqualTo(one);
    assertThat(fingerprints.of(new Job.Image(image.build()))).isNotEqualTo(one);
    assertThat(
            fingerprints.of(
                new Job.Image(image.setFurtherImages(List.of(JobSamples.inline())).build())))
        .isNotEqualTo(fingerprints.of(new Job.Image(JobSamples.image().build())));
    assertThat(task(task -> task.setLabels(List.of("a")))).isNotEqualTo(one);
    assertThat(new Fingerprints("reader/2").of(new Job.Page(JobSamples.page(1).build())))
        .isNotEqualTo(one);
  }

  @Test
  void thereIsNoneForAnAnswerThatIsAnotherEachTime() {
    Sampling.Builder warm = Sampling.newBuilder().setTemperature(0.7);

    assertThat(task(task -> task.setSampling(warm.build()))).isEmpty();
    assertThat(task(task -> task.setSampling(Sampling.newBuilder(warm).setSeed(1L).build())))
        .isPresent();
    assertThat(task(task -> task.setSampling(Sampling.newBuilder(warm).setTemperature(0).build())))
        .isPresent();
  }
}
