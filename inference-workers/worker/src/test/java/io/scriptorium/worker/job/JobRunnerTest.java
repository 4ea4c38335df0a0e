package io.scriptorium.worker.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.scriptorium.avro.Failure;
import io.scriptorium.avro.FailureReason;
import io.scriptorium.avro.Payload;
import io.scriptorium.avro.Priority;
import io.scriptorium.avro.Task;
import io.scriptorium.avro.TaskKind;
import io.scriptorium.engine.task.TaskOutcome;
import io.scriptorium.engine.task.TaskOutcome.Reason;
import io.scriptorium.engine.task.TaskRequest;
import io.scriptorium.engine.task.TaskRunner;
import io.scriptorium.engine.task.TextSink;
import io.scriptorium.schemas.telemetry.RecordTraces;
import io.scriptorium.schemas.telemetry.Telemetry;
import io.scriptorium.worker.meter.WorkerMeter;
import io.scriptorium.worker.settings.Retries;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class JobRunnerTest {
  private static final Retries THREE_TRIES =
      new Retries(3, 5, Duration.ofMillis(100), Duration.ofSeconds(1), List.of());

  private final FakeTasks tasks = new FakeTasks();
  private final List<Alarm> alarms = new ArrayList<>();
  private final Queue<Fetched> payloads = new ArrayDeque<>();
  private final Job job = new Job.Page(JobSamples.page(1).build());

  private Telemetry telemetry = Telemetry.none();

  private record Alarm(Duration delay, Runnable action, CompletableFuture<Void> handle) {}

  private JobRunner runner(TaskRunner model) {
    return new JobRunner(parts(model), THREE_TRIES, new JobTelemetry(telemetry));
  }

  private JobRunner.Parts parts(TaskRunner model) {
    return new JobRunner.Parts(
        model,
        payload -> payloads.isEmpty() ? new Fetched.Bytes(new byte[] {7}) : payloads.remove(),
        Runnable::run,
        (delay, action) -> {
          alarms.add(new Alarm(delay, action, new CompletableFuture<>()));
          return alarms.get(alarms.size() - 1).handle();
        },
        Clock.fixed(JobSamples.NOW, ZoneOffset.UTC));
  }

  private CompletableFuture<Answer> start(Job started) {
    return runner(tasks).start(started);
  }

  private static Failure failureOf(CompletableFuture<Answer> answer) {
    assertThat(answer).isCompleted();
    return ((Answer.Failed) answer.join()).failure();
  }

  private void ring(int index) {
    alarms.get(index).action().run();
  }

  @Test
  void answersWithTheOutcome() {
    CompletableFuture<Answer> answer = start(job);
    assertThat(answer).isNotDone();

    TaskOutcome.Done outcome = JobSamples.done("text");
    tasks.end(0, outcome);

    assertThat(((Answer.Done) answer.join()).outcome()).isEqualTo(outcome);
    assertThat(answer.join().effort().attempts()).isEqualTo(1);
    assertThat(tasks.requests.get(0).image()).containsExactly(7);
  }

  @Test
  void severalImagesReachTheModelInTheirOrder() {
    payloads.add(new Fetched.Bytes(new byte[] {1}));
    payloads.add(new Fetched.Bytes(new byte[] {2}));
    payloads.add(new Fetched.Bytes(new byte[] {3}));

    var unused = start(withFurtherImages());

    assertThat(tasks.requests.get(0).images())
        .extracting(file -> file[0])
        .containsExactly((byte) 1, (byte) 2, (byte) 3);
  }

  @Test
  void failsWithoutOneOfSeveralImages() {
    payloads.add(new Fetched.Bytes(new byte[] {1}));
    payloads.add(
        new Fetched.Refused(new Failure(FailureReason.FORBIDDEN_SOURCE, "not from there")));

    assertThat(failureOf(start(withFurtherImages())).getReason())
        .isEqualTo(FailureReason.FORBIDDEN_SOURCE);
    assertThat(tasks.requests).isEmpty();
  }

  private static Job withFurtherImages() {
    return new Job.Image(
        JobSamples.image()
            .setFurtherImages(List.of(JobSamples.inline(), JobSamples.inline()))
            .build());
  }

  @Test
  void aTextStandsAfterTheWordsOfItsTask() {
    payloads.add(new Fetched.Bytes("Dear Sir, \u00e4".getBytes(StandardCharsets.UTF_8)));
    payloads.add(new Fetched.Bytes("Dear Sir".getBytes(StandardCharsets.UTF_8)));

    var asked = start(text(TaskKind.PROMPT, "Who writes?"));
    var embedded = start(text(TaskKind.EMBED, null));

    assertThat(tasks.requests.get(0).images()).isEmpty();
    assertThat(tasks.requests.get(0).prompt()).contains("Who writes?\n\nDear Sir, \u00e4");
    assertThat(tasks.requests.get(1).prompt()).contains("Dear Sir");
    assertThat(asked).isNotDone();
    assertThat(embedded).isNotDone();
  }

  @Test
  void anImageIsNoTextWhateverItIsCalled() {
    payloads.add(new Fetched.Bytes(new byte[] {'G', 'I', 'F', '8', '9', 'a', 0, 0}));

    var unused = start(text(TaskKind.PROMPT, "What is it?"));

    assertThat(tasks.requests.get(0).images()).hasSize(1);
    assertThat(tasks.requests.get(0).prompt()).contains("What is it?");
  }

  @Test
  void aTextThatCannotBeUsedHasAReason() {
    payloads.add(new Fetched.Bytes(new byte[] {'a', (byte) 0xff}));
    payloads.add(new Fetched.Bytes(new byte[(1 << 20) + 1]));

    assertThat(failureOf(start(text(TaskKind.PROMPT, "x"))))
        .isEqualTo(new Failure(FailureReason.CORRUPT_FILE, "The text is not in UTF-8"));
    assertThat(failureOf(start(text(TaskKind.PROMPT, "x"))).getReason())
        .isEqualTo(FailureReason.TOO_MANY_BYTES);
  }

  private static Job text(TaskKind kind, @Nullable String prompt) {
    return new Job.Image(
        JobSamples.image()
            .setPayload(Payload.newBuilder(JobSamples.inline()).setMediaType("text/plain").build())
            .setTask(Task.newBuilder().setKind(kind).setPrompt(prompt).build())
            .build());
  }

  @Test
  void asksTheModelAsUrgentlyAsTheJobIs() {
    for (Priority priority : List.of(Priority.LOW, Priority.NORMAL, Priority.HIGH)) {
      for (Job each :
          List.of(
              new Job.Page(JobSamples.page(1).setPriority(priority).build()),
              new Job.Image(JobSamples.image().setPriority(priority).build()))) {
        var unused = start(each);
      }
    }

    assertThat(tasks.requests)
        .extracting(request -> request.urgency().priority())
        .containsExactly(-1, -1, 0, 0, 1, 1);
  }

  @Test
  void eachTryTellsItsTextAsOneAfterAllEarlierOnes() {
    List<String> told = new ArrayList<>();
    JobRunner runner =
        new JobRunner(
            parts(tasks),
            THREE_TRIES,
            new JobTelemetry(telemetry),
            (of, attempt) -> piece -> told.add(of.jobId() + " " + attempt + " " + piece.text()));

    var unused = runner.start(job, 4);
    tasks.sinks.get(0).take(new TextSink.Piece(Optional.empty(), "har"));
    tasks.end(0, new TaskOutcome.Failed(Reason.INTERNAL, "Oops"));
    ring(0);
    tasks.sinks.get(1).take(new TextSink.Piece(Optional.empty(), "harbour"));

    assertThat(told).containsExactly("job 5 har", "job 6 harbour");
  }

  @Test
  void failsAtOnceWhereAnotherTryWouldNotHelp() {
    CompletableFuture<Answer> answer = start(job);

    tasks.end(0, new TaskOutcome.Failed(Reason.CORRUPT_FILE, "Not a PNG"));

    assertThat(failureOf(answer)).isEqualTo(new Failure(FailureReason.CORRUPT_FILE, "Not a PNG"));
    assertThat(alarms).isEmpty();
  }

  @Test
  void triesAgainAfterAPauseThatDoubles() {
    CompletableFuture<Answer> answer = start(job);

    tasks.end(0, new TaskOutcome.Failed(Reason.OUT_OF_MEMORY, "No block left"));
    ring(0);
    tasks.end(1, new TaskOutcome.Failed(Reason.INTERNAL, "Oops"));
    ring(1);
    tasks.end(2, JobSamples.done("text"));

    assertThat(alarms).extracting(Alarm::delay).containsExactly(millis(100), millis(200));
    assertThat(answer.join()).isInstanceOf(Answer.Done.class);
    assertThat(answer.join().effort().attempts()).isEqualTo(3);
  }

  @Test
  void postponesAfterTheLastTryAndNamesItsFailure() {
    CompletableFuture<Answer> answer = start(job);

    for (int i = 0; i < 3; i++) {
      tasks.submitted.get(i).completeExceptionally(new IllegalStateException("broken\nat line 2"));
      if (i < 2) {
        ring(i);
      }
    }

    Answer.Postponed postponed = (Answer.Postponed) answer.join();
    assertThat(postponed.failure())
        .isEqualTo(new Failure(FailureReason.INTERNAL, "IllegalStateException: broken"));
    assertThat(postponed.effort().attempts()).isEqualTo(3);
    assertThat(alarms).hasSize(2);
  }

  @Test
  void outlivesAModelThatThrows() {
    CompletableFuture<Answer> answer =
        runner(
                new TaskRunner() {
                  @Override
                  public CompletableFuture<TaskOutcome> submit(TaskRequest request) {
                    throw new OutOfMemoryError("Java heap space");
                  }

                  @Override
                  public boolean hasRoom() {
                    return true;
                  }

                  @Override
                  public ModelIdentity model() {
                    return tasks.model();
                  }

                  @Override
                  public void close() {}
                })
            .start(job);
    ring(0);
    ring(1);

    assertThat(((Answer.Postponed) answer.join()).failure())
        .isEqualTo(new Failure(FailureReason.OUT_OF_MEMORY, "OutOfMemoryError: Java heap space"));
  }

  @Test
  void failsWithoutAPayload() {
    Failure missing = new Failure(FailureReason.UNREADABLE_SOURCE, "No such file");
    payloads.add(new Fetched.Refused(missing));

    assertThat(failureOf(start(job))).isEqualTo(missing);
    assertThat(tasks.submitted).isEmpty();
    assertThat(payloadFailures("refused")).isEqualTo(1);
  }

  @Test
  void fetchesAgainWhereTheStoreDidNotAnswer() {
    payloads.add(new Fetched.Unavailable("Stale file handle"));

    CompletableFuture<Answer> answer = start(job);
    ring(0);
    tasks.end(0, JobSamples.done("text"));

    assertThat(answer.join().effort().attempts()).isEqualTo(2);
  }

  @Test
  void postponesWhereTheStoreDoesNotAnswerAtAll() {
    for (int i = 0; i < 3; i++) {
      payloads.add(new Fetched.Unavailable("Stale file handle"));
    }

    CompletableFuture<Answer> answer = start(job);
    ring(0);
    ring(1);

    assertThat(((Answer.Postponed) answer.join()).failure())
        .isEqualTo(new Failure(FailureReason.UNREADABLE_SOURCE, "Stale file handle"));
    assertThat(payloadFailures("unavailable")).isEqualTo(3);
  }

  private double payloadFailures(String outcome) {
    return telemetry
        .meters()
        .get(WorkerMeter.PAYLOAD_FAILURES.id())
        .tag("outcome", outcome)
        .counter()
        .count();
  }

  @Test
  void doesNotBeginAfterTheDeadline() {
    Job late = new Job.Page(JobSamples.page(1).setDeadline(JobSamples.NOW.minusSeconds(1)).build());

    assertThat(failureOf(start(late)).getReason()).isEqualTo(FailureReason.DEADLINE_EXCEEDED);
    assertThat(tasks.submitted).isEmpty();
  }

  @Test
  void stopsTheModelAtTheDeadline() {
    Job urgent =
        new Job.Page(JobSamples.page(1).setDeadline(JobSamples.NOW.plusSeconds(5)).build());
    CompletableFuture<Answer> answer = start(urgent);
    assertThat(alarms).extracting(Alarm::delay).containsExactly(Duration.ofSeconds(5));

    ring(0);

    assertThat(failureOf(answer).getReason()).isEqualTo(FailureReason.DEADLINE_EXCEEDED);
    assertThat(tasks.submitted.get(0)).isCancelled();
  }

  @Test
  void forgetsTheDeadlineOfAJobThatIsDone() {
    Job urgent =
        new Job.Page(JobSamples.page(1).setDeadline(JobSamples.NOW.plusSeconds(5)).build());
    CompletableFuture<Answer> answer = start(urgent);

    tasks.end(0, JobSamples.done("text"));

    assertThat(answer).isCompleted();
    assertThat(alarms.get(0).handle()).isCancelled();
  }

  @Test
  void stopsTheModelWhenCancelled() {
    CompletableFuture<Answer> answer = start(job);

    answer.cancel(false);

    assertThat(tasks.submitted.get(0)).isCancelled();
    assertThat(alarms).as("tries of a job that nobody waits for").isEmpty();
  }

  @Test
  void stopsTheModelWhenTheAnswerComesFromElsewhere() {
    CompletableFuture<Answer> answer = start(job);

    answer.complete(new Answer.Cancelled(Answer.Effort.LOOKED_AT));

    assertThat(tasks.submitted.get(0)).isCancelled();
  }

  @Test
  void doesNotTryAgainWhatWasCancelledInAPause() {
    CompletableFuture<Answer> answer = start(job);
    tasks.end(0, new TaskOutcome.Failed(Reason.INTERNAL, "Oops"));

    answer.cancel(false);
    ring(0);

    assertThat(alarms.get(0).handle()).isCancelled();
    assertThat(tasks.submitted).hasSize(1);
  }

  @Test
  void tellsOfRetriesTokensAndStages() {
    payloads.add(new Fetched.Unavailable("the disk is away"));
    var unused = start(job);
    ring(0);
    tasks.end(0, JobSamples.done("text"));

    MeterRegistry meters = telemetry.meters();
    assertThat(meters.get(WorkerMeter.RETRIES.id()).counter().count()).isEqualTo(1);
    assertThat(meters.get(WorkerMeter.TOKENS.id()).tag("kind", "output").counter().count())
        .isEqualTo(3);
    assertThat(meters.get(WorkerMeter.JOB_STAGE.id()).tag("stage", "decode").timer().count())
        .isEqualTo(1);
  }

  @Test
  void itsPartsAreSpansOfTheJobs() {
    InMemorySpanExporter spans = InMemorySpanExporter.create();
    SdkTracerProvider tracing =
        SdkTracerProvider.builder().addSpanProcessor(SimpleSpanProcessor.create(spans)).build();
    Span parent = tracing.get("test").spanBuilder("job").startSpan();
    telemetry = new Telemetry(new SimpleMeterRegistry(), new RecordTraces(tracing));
    try (Scope scope = parent.makeCurrent()) {
      var unused = start(job);
    }
    tasks.end(0, new TaskOutcome.Failed(Reason.CORRUPT_FILE, "no image"));

    assertThat(spans.getFinishedSpanItems())
        .extracting(SpanData::getName)
        .containsExactly("fetch", "read");
    assertThat(spans.getFinishedSpanItems())
        .extracting(SpanData::getParentSpanId)
        .containsOnly(parent.getSpanContext().getSpanId());
    assertThat(spans.getFinishedSpanItems().get(1).getStatus().getDescription())
        .isEqualTo("CORRUPT_FILE");
  }

  @Test
  void countsWhatItFetches() {
    List<Runnable> fetches = new ArrayList<>();
    JobRunner runner =
        new JobRunner(
            new JobRunner.Parts(
                tasks,
                payload -> new Fetched.Bytes(new byte[0]),
                fetches::add,
                (delay, action) -> new CompletableFuture<>(),
                Clock.fixed(JobSamples.NOW, ZoneOffset.UTC)),
            THREE_TRIES,
            new JobTelemetry(telemetry));

    CompletableFuture<Answer> first = runner.start(job);
    CompletableFuture<Answer> second = runner.start(job);
    assertThat(runner.hasRoom(2)).isFalse();
    assertThat(runner.hasRoom(3)).isTrue();
    fetches.forEach(Runnable::run);

    assertThat(runner.hasRoom(1)).isTrue();
    assertThat(first).isNotDone();
    assertThat(second).isNotDone();
  }

  private static Duration millis(long millis) {
    return Duration.ofMillis(millis);
  }
}
