package io.scriptorium.worker.share;

import io.opentelemetry.context.Scope;
import io.scriptorium.avro.Failure;
import io.scriptorium.avro.FailureReason;
import io.scriptorium.schemas.telemetry.RecordTraces;
import io.scriptorium.worker.job.Answer;
import io.scriptorium.worker.job.Job;
import io.scriptorium.worker.loop.Cost;
import io.scriptorium.worker.loop.Jobs;
import io.scriptorium.worker.share.AttemptLog.Attempt;
import io.scriptorium.worker.share.Room.Standing;
import io.scriptorium.worker.share.Signals.Stage;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * From the jobs of one lane to their answers, while their records are kept. Owned by its thread.
 */
final class ShareAnswers {
  /** Deaths from which on a record is tried while no other such record is. */
  private static final int SUSPECT = 2;

  private static final Answer CANCELLED = new Answer.Cancelled(Answer.Effort.LOOKED_AT);

  private final ShareLane.Parts parts;
  private final Jobs jobs;
  private final Keeper keeper;
  private Optional<Attempt> attempt = Optional.empty();

  ShareAnswers(ShareLane.Parts parts, Keeper keeper) {
    this.parts = parts;
    this.jobs = parts.jobs();
    this.keeper = keeper;
  }

  /** Of a job, once it is known what was decided about it; empty if its record goes back. */
  Optional<Answer> of(Delivered delivered, Job job) {
    CompletableFuture<Void> claimed =
        job.idempotencyKey().isPresent()
            ? jobs.known().claims().upToDate()
            : CompletableFuture.completedFuture(null);
    if (!keeper.keepUntil(
        () -> jobs.known().cancellations().isCurrent() && claimed.isDone(), Keeper.LOOK)) {
      return Optional.empty();
    }
    Optional<Answer> known = known(delivered, job);
    return known.isPresent() ? known : begin(delivered, job);
  }

  private Optional<Answer> known(Delivered delivered, Job job) {
    if (isCancelled(job)) {
      return Optional.of(CANCELLED);
    }
    int deaths = parts.attempts().deaths(delivered.record());
    if (deaths >= parts.settings().maxDeaths()) {
      return Optional.of(givenUp(deaths, "%d times a worker died while it had this job under way"));
    }
    int earlier = delivered.count() - 1;
    if (earlier >= ShareSettings.MOST_DELIVERIES) {
      return Optional.of(
          givenUp(earlier, "it was delivered %d times, and nobody said what became of it"));
    }
    return job.idempotencyKey()
        .flatMap(jobs.known().claims()::job)
        .map(other -> new Answer.Duplicate(other, Answer.Effort.LOOKED_AT));
  }

  private boolean isCancelled(Job job) {
    return jobs.known().cancellations().isCancelled(job.jobId());
  }

  private static Answer givenUp(int times, String why) {
    return new Answer.Failed(
        new Failure(FailureReason.TOO_MANY_ATTEMPTS, "Given up: " + why.formatted(times)),
        new Answer.Effort(times, Duration.ZERO, Duration.ZERO));
  }

  private Optional<Answer> begin(Delivered delivered, Job job) {
    Cost cost = new Cost(jobs.estimates().of(job), job.payloadBytes());
    Standing standing =
        parts.attempts().deaths(delivered.record()) < SUSPECT
            ? Standing.ORDINARY
            : Standing.SUSPECT;
    if (!keeper.keepUntil(
        () -> jobs.engine().hasRoom() && parts.room().enter(cost, standing), Keeper.LOOK)) {
      return Optional.empty();
    }
    parts.counters().begun(delivered.lane(), cost);
    try {
      return isCounted(delivered) ? run(delivered, job) : Optional.empty();
    } finally {
      parts.room().leave(cost, standing);
    }
  }

  /** Counts the attempt before it is made. */
  private boolean isCounted(Delivered delivered) {
    Attempt begun = parts.attempts().begin(delivered.record());
    attempt = Optional.of(begun);
    return keeper.keepUntil(begun.counted()).isPresent();
  }

  private Optional<Answer> run(Delivered delivered, Job job) {
    CompletableFuture<Answer> answer;
    try (Scope scope = RecordTraces.contextOf(delivered.span()).makeCurrent()) {
      answer = jobs.engine().start(job, delivered.count() - 1);
    }
    while (!answer.isDone()) {
      if (!keeper.keep(Stage.DRAINING)) {
        answer.cancel(false);
        delivered.span().addEvent("dropped");
        return Optional.empty();
      }
      if (isCancelled(job)) {
        answer.complete(CANCELLED);
      }
      Keeper.await(answer);
    }
    Answer end = answer.join();
    if (end instanceof Answer.Done done) {
      jobs.estimates().learn(job, done.outcome().usage().tokens());
    }
    return Optional.of(end);
  }

  /** The record has an outcome, and so has the attempt at it, if there was one. */
  void ended(Delivered delivered) {
    parts.attempts().ended(delivered.record());
    attempt = Optional.empty();
  }

  /** An attempt that came to no end did not kill this worker. */
  void survived() {
    attempt.ifPresent(parts.attempts()::survived);
    attempt = Optional.empty();
  }
}
