package io.scriptorium.worker.job;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import io.scriptorium.avro.Failure;
import io.scriptorium.avro.FailureReason;
import io.scriptorium.avro.Payload;
import io.scriptorium.engine.task.TaskOutcome;
import io.scriptorium.engine.task.TaskRequest;
import io.scriptorium.engine.task.TextSink;
import io.scriptorium.worker.job.JobRunner.Parts;
import io.scriptorium.worker.settings.Retries;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * One job under way. Whatever happens first completes the answer, an outcome, the deadline or a
 * cancellation, and what still runs then is cancelled.
 */
@SuppressWarnings("FutureReturnValueIgnored") // What is chained to a future here is its last use.
final class JobRun {
  private final Job job;
  private final Parts parts;
  private final Retries retries;
  private final JobTelemetry telemetry;
  private final IntFunction<TextSink> texts;
  private final AtomicInteger fetching;
  private final Context span = Context.current();
  private final Instant started;
  private final CompletableFuture<Answer> answer = new CompletableFuture<>();
  private volatile Future<?> underWay = CompletableFuture.completedFuture(Boolean.TRUE);

  private final AtomicInteger attempts = new AtomicInteger();

  /** The tries follow one another, so that only one thread at a time writes these. */
  private volatile Duration queued = Duration.ZERO;

  private volatile Duration fetch = Duration.ZERO;

  JobRun(Job job, Tools tools) {
    this.job = job;
    this.parts = tools.parts();
    this.retries = tools.retries();
    this.telemetry = tools.telemetry();
    this.texts = tools.texts();
    this.fetching = tools.fetching();
    this.started = parts.clock().instant();
  }

  /**
   * What a job is run with.
   *
   * @param texts where the text of its first, second, … try goes while it is read
   * @param fetching counts payloads that are fetched
   */
  record Tools(
      Parts parts,
      Retries retries,
      JobTelemetry telemetry,
      IntFunction<TextSink> texts,
      AtomicInteger fetching) {}

  CompletableFuture<Answer> start() {
    answer.whenComplete(
        (end, error) -> {
          underWay.cancel(false);
          if (end != null) {
            telemetry.answered(end);
          }
        });
    job.deadline().ifPresent(this::endAt);
    tryOnce();
    return answer;
  }

  private void endAt(Instant deadline) {
    Duration left = Duration.between(started, deadline);
    if (left.isNegative() || left.isZero()) {
      attempts.set(1);
      missDeadline(deadline);
      return;
    }
    Future<?> alarm = parts.timer().after(left, () -> missDeadline(deadline));
    answer.whenComplete((end, error) -> alarm.cancel(false));
  }

  private void missDeadline(Instant deadline) {
    fail(FailureReason.DEADLINE_EXCEEDED, "The job was to be done by " + deadline);
  }

  private void tryOnce() {
    if (answer.isDone()) {
      return;
    }
    fetching.incrementAndGet();
    attempts.incrementAndGet();
    parts.fetchThreads().execute(this::fetchAndSubmit);
  }

  private void fetchAndSubmit() {
    try (MDC.MDCCloseable mdc = MDC.putCloseable("jobId", job.jobId())) {
      if (!answer.isDone()) {
        List<byte[]> files = new ArrayList<>();
        Optional<Fetched> missing = fetchTimed(files::add);
        if (missing.isPresent()) {
          doWithout(missing.get());
        } else {
          read(files);
        }
      }
    } catch (RuntimeException | OutOfMemoryError | StackOverflowError e) {
      failOrRetry(e);
    } finally {
      fetching.decrementAndGet();
    }
  }

  private Optional<Fetched> fetchTimed(Consumer<byte[]> files) {
    Instant begin = parts.clock().instant();
    queued = Duration.between(started, begin);
    Span part = telemetry.begin("fetch", span);
    try {
      return fetch(files);
    } finally {
      part.end();
      fetch = Duration.between(begin, parts.clock().instant());
    }
  }

  /** Fetches all payloads; answers what came of the first one that could not be had. */
  private Optional<Fetched> fetch(Consumer<byte[]> files) {
    for (Payload payload : job.payloads()) {
      Fetched fetched = parts.fetcher().fetch(payload);
      telemetry.fetched(fetched);
      if (!(fetched instanceof Fetched.Bytes file)) {
        return Optional.of(fetched);
      }
      files.accept(file.bytes());
    }
    return Optional.empty();
  }

  private void doWithout(Fetched missing) {
    if (missing instanceof Fetched.Refused refused) {
      answer.complete(new Answer.Failed(refused.failure(), effort()));
    } else if (missing instanceof Fetched.Unavailable unavailable) {
      retry(new Failure(FailureReason.UNREADABLE_SOURCE, unavailable.message()));
    }
  }

  private void read(List<byte[]> files) {
    TaskRequest request;
    try {
      request = TaskRequests.of(job, files);
    } catch (UnreadableTextException e) {
      answer.complete(new Answer.Failed(e.failure(), effort()));
      return;
    }
    Span part = telemetry.begin("read", span);
    CompletableFuture<TaskOutcome> task =
        parts.tasks().submit(request, texts.apply(attempts.get()));
    task.whenComplete((outcome, error) -> endRead(part, outcome));
    stopWithAnswer(task);
    task.whenComplete(this::ended);
  }

  private static void endRead(Span part, @Nullable TaskOutcome outcome) {
    if (outcome instanceof TaskOutcome.Failed failed) {
      part.setStatus(StatusCode.ERROR, failed.reason().name());
    } else if (outcome == null) {
      part.setStatus(StatusCode.ERROR);
    }
    part.end();
  }

  private void ended(@Nullable TaskOutcome outcome, @Nullable Throwable error) {
    if (outcome instanceof TaskOutcome.Done done) {
      answer.complete(new Answer.Done(done, effort()));
    } else if (outcome instanceof TaskOutcome.Failed failed) {
      Failure failure = TaskFailures.of(failed);
      if (TaskFailures.mayPass(failed.reason())) {
        retry(failure);
      } else {
        answer.complete(new Answer.Failed(failure, effort()));
      }
    } else if (error != null) {
      failOrRetry(error);
    }
  }

  private void failOrRetry(Throwable error) {
    retry(TaskFailures.of(error));
  }

  private void retry(Failure failure) {
    if (attempts.get() >= retries.maxAttempts()) {
      answer.complete(new Answer.Postponed(failure, effort()));
    } else if (!answer.isDone()) {
      telemetry.retried();
      stopWithAnswer(parts.timer().after(retries.pauseAfter(attempts.get()), this::tryOnce));
    }
  }

  /** Registers what runs now, and stops it at once where the answer came in between. */
  private void stopWithAnswer(Future<?> step) {
    underWay = step;
    if (answer.isDone()) {
      step.cancel(false);
    }
  }

  private void fail(FailureReason reason, String message) {
    answer.complete(new Answer.Failed(new Failure(reason, message), effort()));
  }

  private Answer.Effort effort() {
    return new Answer.Effort(attempts.get(), queued, fetch);
  }
}
