package io.scriptorium.worker.job;

import io.scriptorium.avro.Payload;
import io.scriptorium.engine.task.TaskRunner;
import io.scriptorium.worker.settings.Retries;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs jobs: fetches the payload, hands it to the model, tries again where that may help. Safe for
 * use by several threads; never blocks its caller.
 */
public final class JobRunner {
  private final Parts parts;
  private final Retries retries;
  private final JobTelemetry telemetry;
  private final PartialTexts texts;
  private final AtomicInteger fetching = new AtomicInteger();

  /** A runner that tells nobody what it reads before all of it is read. */
  public JobRunner(Parts parts, Retries retries, JobTelemetry telemetry) {
    this(parts, retries, telemetry, PartialTexts.NONE);
  }

  /**
   * A runner.
   *
   * @param texts where text goes while it is read
   */
  public JobRunner(Parts parts, Retries retries, JobTelemetry telemetry, PartialTexts texts) {
    this.parts = parts;
    this.retries = retries;
    this.telemetry = telemetry;
    this.texts = texts;
  }

  /** Where payloads come from; it may block. */
  @FunctionalInterface
  public interface Fetcher {
    Fetched fetch(Payload payload);
  }

  /** Runs something later; cancelling the future prevents it. */
  @FunctionalInterface
  public interface Timer {
    Future<?> after(Duration delay, Runnable action);
  }

  /**
   * What a job is run with.
   *
   * @param tasks the model
   * @param fetcher where payloads come from
   * @param fetchThreads runs the fetcher
   * @param timer wakes jobs that pause and ends those whose deadline passes
   * @param clock tells the time
   */
  public record Parts(
      TaskRunner tasks, Fetcher fetcher, Executor fetchThreads, Timer timer, Clock clock) {}

  /**
   * Starts a job, as a part of the current span. The future never completes exceptionally;
   * cancelling it stops the job.
   */
  public CompletableFuture<Answer> start(Job job) {
    return start(job, 0);
  }

  /**
   * The same.
   *
   * @param earlierTries how often it was tried before, here or elsewhere
   */
  public CompletableFuture<Answer> start(Job job, int earlierTries) {
    return new JobRun(
            job,
            new JobRun.Tools(
                parts,
                retries,
                telemetry,
                attempt -> texts.of(job, earlierTries + attempt),
                fetching))
        .start();
  }

  /**
   * Whether another job would find something to do.
   *
   * @param mostFetching payloads that may be fetched or wait for that at once
   */
  public boolean hasRoom(int mostFetching) {
    return fetching.get() < mostFetching && texts.hasRoom();
  }
}
