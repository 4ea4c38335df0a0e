package io.scriptorium.worker.loop;

import io.scriptorium.worker.job.Answer;
import io.scriptorium.worker.job.Job;
import io.scriptorium.worker.job.JobReader.Reading;
import io.scriptorium.worker.settings.Limits;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

/**
 * Records between the broker and the model: those that wait, and those under way. Owned by the poll
 * thread; only the outbox is told from other threads.
 */
final class Intake {
  private final Jobs jobs;
  private final Outbox outbox;
  private final Limits limits;
  private final Deque<Waiting> backlog = new ArrayDeque<>();
  private final Map<Received, Running> running = new HashMap<>();
  private long bytes;

  Intake(Jobs jobs, Outbox outbox, Limits limits) {
    this.jobs = jobs;
    this.outbox = outbox;
    this.limits = limits;
  }

  private record Waiting(Received received, Job job) {}

  private record Running(CompletableFuture<Answer> answer, long bytes) {}

  /** Takes a record in. What is no valid job ends here. */
  void add(Received received) {
    Reading reading = jobs.reader().read(received.record());
    if (reading instanceof Reading.Valid valid) {
      backlog.add(new Waiting(received, valid.job()));
    } else if (reading instanceof Reading.Invalid invalid) {
      end(received, invalid.job(), new Answer.Failed(invalid.failure(), Answer.Effort.LOOKED_AT));
    } else if (reading instanceof Reading.Undecodable undecodable) {
      outbox.put(
          new Finished(
              received, jobs.endings().undecodable(received.record(), undecodable.failure())));
    }
  }

  /** Starts as many jobs as there is room for. */
  void dispatch() {
    while (!backlog.isEmpty() && mayStart(backlog.getFirst().job())) {
      start(backlog.removeFirst());
    }
  }

  private boolean mayStart(Job next) {
    boolean fits = running.isEmpty() || bytes + next.payloadBytes() <= limits.maxInFlightBytes();
    return fits
        && running.size() < limits.maxInFlight()
        && !outbox.isFull()
        && jobs.engine().hasRoom();
  }

  @SuppressWarnings("FutureReturnValueIgnored") // The answer itself is kept, to be cancelled.
  private void start(Waiting next) {
    CompletableFuture<Answer> answer = jobs.engine().start(next.job());
    running.put(next.received(), new Running(answer, next.job().payloadBytes()));
    bytes += next.job().payloadBytes();
    answer.whenComplete(
        (end, cancelled) -> {
          if (end != null) {
            end(next.received(), next.job(), end);
          }
        });
  }

  private void end(Received received, Job job, Answer answer) {
    outbox.put(new Finished(received, jobs.endings().of(received.record(), job, answer)));
  }

  /** The same with the shortest ending there is. */
  Finished shortened(Finished finished) {
    Received received = finished.received();
    Reading reading = jobs.reader().read(received.record());
    return new Finished(
        received,
        jobs.endings().tooLarge(received.record(), reading.known()),
        finished.refusals() + 1);
  }

  /** Notes that a job is no longer under way. */
  void ended(Received received) {
    Running ended = running.remove(received);
    if (ended != null) {
      bytes -= ended.bytes();
    }
  }

  /** Forgets records and stops those under way. */
  void drop(Predicate<Received> which) {
    backlog.removeIf(waiting -> which.test(waiting.received()));
    List<CompletableFuture<Answer>> stopped = new ArrayList<>();
    running
        .entrySet()
        .removeIf(
            entry -> {
              if (!which.test(entry.getKey())) {
                return false;
              }
              bytes -= entry.getValue().bytes();
              stopped.add(entry.getValue().answer());
              return true;
            });
    stopped.forEach(answer -> answer.cancel(false));
  }

  /** Forgets the records that have not been started. */
  void dropBacklog() {
    backlog.clear();
  }

  /** Whether records wait, so that no more should be polled. */
  boolean isFull() {
    return !backlog.isEmpty() || outbox.isFull();
  }

  /** Jobs under way. */
  int running() {
    return running.size();
  }
}
