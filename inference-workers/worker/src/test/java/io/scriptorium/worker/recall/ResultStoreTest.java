package io.scriptorium.worker.recall;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.scriptorium.avro.ItemStatus;
import io.scriptorium.avro.PageResult;
import io.scriptorium.engine.task.TaskRunner.ModelIdentity;
import io.scriptorium.producers.tail.TailSource;
import io.scriptorium.schemas.Topics;
import io.scriptorium.worker.job.Answer;
import io.scriptorium.worker.job.Answer.Effort;
import io.scriptorium.worker.job.Ending;
import io.scriptorium.worker.job.Endings;
import io.scriptorium.worker.job.Job;
import io.scriptorium.worker.job.JobSamples;
import io.scriptorium.worker.job.Origin;
import io.scriptorium.worker.meter.WorkerMeter;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class ResultStoreTest {
  private static final Clock CLOCK = Clock.fixed(JobSamples.NOW, ZoneOffset.UTC);

  private final Fingerprints fingerprints = new Fingerprints("reader/1");
  private final Endings endings =
      new Endings(new ModelIdentity("reader", "1"), CLOCK, fingerprints::of);
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

  private ResultStore store(long bytes) {
    return new ResultStore(fingerprints, bytes, CLOCK, meters);
  }

  private static Job page(String jobId, int bytes) {
    return new Job.Page(
        JobSamples.page(1).setJobId(jobId).setPayload(JobSamples.reference(bytes)).build());
  }

  /** Jobs whose contents differ by number. */
  private static Job numbered(int number) {
    return new Job.Page(
        JobSamples.page(1)
            .setJobId("job-" + number)
            .setTask(
                io.scriptorium.avro.Task.newBuilder()
                    .setKind(io.scriptorium.avro.TaskKind.OCR)
                    .setMaxTokens(number)
                    .build())
            .build());
  }

  private PageResult write(Job job, Answer answer) {
    Origin origin = Origin.of(JobSamples.record(JobSamples.page(1).build(), 0, 0), List.of());
    Ending ending = endings.of(origin, job, answer);
    return Topics.PAGE_RESULTS.codec().decode(ending.records().get(0).value());
  }

  private void tell(ResultStore store, PageResult result) {
    TailSource pages = store.sources().get(0);
    pages
        .sink()
        .accept(
            new ConsumerRecord<>(
                pages.topic().name(),
                0,
                0,
                new byte[1],
                Topics.PAGE_RESULTS.codec().encode(result)));
  }

  private PageResult answered(Job job, String text) {
    return write(job, new Answer.Done(JobSamples.done(text), Effort.LOOKED_AT));
  }

  private double lookups(String outcome) {
    return meters
        .get(WorkerMeter.RESULT_STORE_LOOKUPS.id())
        .tag("outcome", outcome)
        .counter()
        .count();
  }

  @Test
  void answersTheSameAgainAsAnotherJobAtNoCost() {
    ResultStore store = store(1 << 20);
    tell(store, answered(numbered(1), "the text"));
    Job again = new Job.Page(((Job.Page) numbered(1)).job());

    Answer answer = store.answer(again).orElseThrow();
    PageResult result =
        write(
            new Job.Page(
                io.scriptorium.avro.PageJob.newBuilder(((Job.Page) again).job())
                    .setJobId("another")
                    .setPage(5)
                    .build()),
            answer);

    assertThat(result.getText()).isEqualTo("the text");
    assertThat(result.getRegions()).isNotEmpty();
    assertThat(result.getStatus()).isEqualTo(ItemStatus.OK);
    assertThat(result.getJobId()).isEqualTo("another");
    assertThat(result.getPage()).isEqualTo(5);
    assertThat(result.getSameAs()).isEqualTo("job-1");
    assertThat(result.getTokens().getOutput()).isZero();
    assertThat(lookups("hit")).isEqualTo(1);

    // And what was answered so names the first, however often
    tell(store, result);
    PageResult third = write(numbered(1), store.answer(numbered(1)).orElseThrow());
    assertThat(third.getSameAs()).isEqualTo("job-1");
  }

  @Test
  void knowsNothingOfOtherJobs() {
    ResultStore store = store(1 << 20);
    tell(store, answered(numbered(1), "the text"));

    assertThat(store.answer(numbered(2))).isEmpty();
    assertThat(store.answer(page("job-1", 3))).isEmpty();
    assertThat(lookups("miss")).isEqualTo(2);
  }

  @Test
  void remembersOnlyWhatWasReadAsAsked() {
    ResultStore store = store(1 << 20);
    PageResult whole = answered(numbered(1), "the text");
    for (ItemStatus status :
        List.of(
            ItemStatus.FALLBACK, ItemStatus.FAILED, ItemStatus.CANCELLED, ItemStatus.DUPLICATE)) {
      tell(store, PageResult.newBuilder(whole).setStatus(status).build());
    }
    tell(store, PageResult.newBuilder(whole).setFingerprint(null).build());

    assertThat(store.answer(numbered(1))).isEmpty();
    assertThat(store.bytes()).isZero();
  }

  @Test
  void forgetsWhatWasUsedLeastRecently() {
    ResultStore store = store(2500);
    tell(store, answered(numbered(1), "x".repeat(200)));
    long one = store.bytes();
    tell(store, answered(numbered(2), "x".repeat(200)));
    assertThat(store.answer(numbered(1))).isPresent();
    for (int i = 3; store.bytes() + one <= 2500; i++) {
      tell(store, answered(numbered(i), "x".repeat(200)));
    }
    tell(store, answered(numbered(100), "x".repeat(200)));

    assertThat(store.bytes()).isLessThanOrEqualTo(2500);
    assertThat(store.answer(numbered(2))).isEmpty();
    assertThat(store.answer(numbered(1))).isPresent();
    assertThat(store.answer(numbered(100))).isPresent();
  }

  @Test
  void leavesALateJobToItsDeadline() {
    ResultStore store = store(1 << 20);
    tell(store, answered(numbered(1), "the text"));
    Job late =
        new Job.Page(
            io.scriptorium.avro.PageJob.newBuilder(((Job.Page) numbered(1)).job())
                .setDeadline(JobSamples.NOW.minusSeconds(1))
                .build());

    assertThat(store.answer(late)).isEmpty();
  }
}
