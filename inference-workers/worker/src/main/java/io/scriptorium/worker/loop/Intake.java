package io.scriptorium.worker.loop;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Scope;
import io.scriptorium.avro.Failure;
import io.scriptorium.avro.FailureReason;
import io.scriptorium.schemas.telemetry.RecordTraces;
import io.scriptorium.worker.job.Answer;
import io.scriptorium.worker.job.Ending;
import io.scriptorium.worker.job.Job;
import io.scriptorium.worker.job.JobReader.Reading;
import io.scriptorium.worker.settings.Limits;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

/**
 * Records between the broker and the model. Owned by the poll thread; only the outbox is told from
 * other threads.
 *
 * <pre>
 *   taken → attempt counted by a commit → backlog → under way → outbox
 *     ↑ one at a time
 *   suspects: records over which processes died
 * </pre>
 *
 * <p>When a process dies, each record that it had taken becomes a little suspect, though one alone
 * may have killed it. So those are tried one at a time after the second death: the culprit is then
 * the only one whose count goes on.
 */
final class Intake {
  /** Deaths from which on a record is tried while no other such record is. */
  private static final int SUSPECT = 2;

  private static final Answer CANCELLED = new Answer.Cancelled(Answer.Effort.LOOKED_AT);

  private final Jobs jobs;
  private final Outbox outbox;
  private final Limits limits;
  private final int maxDeaths;
  private final RecordTraces traces;
  private final Deque<Waiting> suspects = new ArrayDeque<>();
  private final Deque<Waiting> taken = new ArrayDeque<>();
  private final Deque<Waiting> backlog = new ArrayDeque<>();
  private final Map<Received, Running> running = new HashMap<>();
  private Cost underWay = Cost.NONE;
  private Optional<Received> suspect = Optional.empty();

  Intake(Jobs jobs, Outbox outbox, Limits limits, int maxDeaths, RecordTraces traces) {
    this.jobs = jobs;
    this.outbox = outbox;
    this.limits = limits;
    this.maxDeaths = maxDeaths;
    this.traces = traces;
  }

  private record Waiting(Received received, Job job, Span span) {}

  private record Running(Job job, Cost cost, CompletableFuture<Answer> answer, Span span) {}

  /** Takes a record in. What is no valid job ends here. */
  void add(Received received) {
    Reading reading = jobs.reader().read(received.origin().record());
    Span span = traces.consume(received.record());
    if (reading instanceof Reading.Valid valid) {
      add(new Waiting(received, valid.job(), span));
    } else if (reading instanceof Reading.Invalid invalid) {
      Answer answer = new Answer.Failed(invalid.failure(), Answer.Effort.LOOKED_AT);
      end(new Waiting(received, invalid.job(), span), answer);
    } else if (reading instanceof Reading.Undecodable undecodable) {
      Ending ending = jobs.endings().undecodable(received.origin(), undecodable.failure());
      outbox.put(new Finished(received, ending, span));
    }
  }

  private void add(Waiting waiting) {
    if (jobs.cancellations().isCancelled(waiting.job().jobId())) {
      end(waiting, CANCELLED);
      return;
    }
    int deaths = waiting.received().attempts().deaths();
    if (deaths >= maxDeaths) {
      end(waiting, quarantined(deaths));
    } else if (deaths >= SUSPECT) {
      suspects.add(waiting);
    } else {
      taken.add(waiting);
    }
  }

  private static Answer quarantined(int deaths) {
    return new Answer.Failed(
        new Failure(
            FailureReason.TOO_MANY_ATTEMPTS,
            "Given up: %d times a worker died while it had this job under way".formatted(deaths)),
        new Answer.Effort(deaths, Duration.ZERO, Duration.ZERO));
  }

  /** Gives up the jobs that were cancelled, wherever they are. */
  void cancel() {
    for (var jobId = jobs.cancellations().next();
        jobId.isPresent();
        jobId = jobs.cancellations().next()) {
      cancel(jobId.get());
    }
  }

  /** Starts as many jobs as there is room for. */
  void dispatch() {
    if (!jobs.cancellations().isCurrent()) {
      return;
    }
    if (suspect.isEmpty() && !suspects.isEmpty()) {
      Waiting next = suspects.removeFirst();
      suspect = Optional.of(next.received());
      taken.addFirst(next);
    }
    while (!backlog.isEmpty() && mayStart(backlog.getFirst().job())) {
      start(backlog.removeFirst());
    }
  }

  /** Records whose attempt the next commit is to count. */
  List<Received> uncounted() {
    return taken.stream().map(Waiting::received).toList();
  }

  /** Notes that the attempts at all records taken are committed, so that they may be started. */
  void counted() {
    backlog.addAll(taken);
    taken.clear();
  }

  /** Whether a job would be started if its attempt were counted. */
  boolean waitsForCount() {
    return jobs.cancellations().isCurrent()
        && backlog.isEmpty()
        && !taken.isEmpty()
        && mayStart(taken.getFirst().job());
  }

  private boolean mayStart(Job next) {
    boolean fits = running.isEmpty() || underWay.plus(cost(next)).fits(limits);
    return fits && !outbox.isFull() && jobs.engine().hasRoom();
  }

  private Cost cost(Job job) {
    return new Cost(jobs.estimates().of(job), job.payloadBytes());
  }

  @SuppressWarnings("FutureReturnValueIgnored") // The answer itself is kept, to be cancelled.
  private void start(Waiting next) {
    CompletableFuture<Answer> answer;
    try (Scope scope = RecordTraces.contextOf(next.span()).makeCurrent()) {
      answer = jobs.engine().start(next.job());
    }
    Cost cost = cost(next.job());
    running.put(next.received(), new Running(next.job(), cost, answer, next.span()));
    underWay = underWay.plus(cost);
    answer.whenComplete(
        (end, cancelled) -> {
          if (end != null) {
            end(next, end);
          }
        });
  }

  private void end(Waiting job, Answer answer) {
    if (answer instanceof Answer.Done done) {
      jobs.estimates().learn(job.job(), done.outcome().usage().tokens());
    }
    Ending ending = jobs.endings().of(job.received().origin(), job.job(), answer);
    outbox.put(new Finished(job.received(), ending, job.span()));
  }

  /** The same with the shortest ending there is. */
  Finished shortened(Finished finished) {
    Received received = finished.received();
    Reading reading = jobs.reader().read(received.origin().record());
    return new Finished(
        received,
        jobs.endings().tooLarge(received.origin(), reading.known()),
        finished.span(),
        finished.refusals() + 1);
  }

  /** Gives up a job, wherever it is; one that has its answer keeps it. */
  private void cancel(String jobId) {
    for (Deque<Waiting> queue : List.of(suspects, taken, backlog)) {
      queue.removeIf(
          waiting -> {
            boolean isMeant = waiting.job().jobId().equals(jobId);
            if (isMeant) {
              end(waiting, CANCELLED);
            }
            return isMeant;
          });
    }
    for (Running one : running.values()) {
      if (one.job().jobId().equals(jobId)) {
        one.answer().complete(CANCELLED);
      }
    }
  }

  /** Notes that a job is no longer under way. */
  void ended(Received received) {
    suspect = suspect.filter(other -> !other.equals(received));
    Running ended = running.remove(received);
    if (ended != null) {
      underWay = underWay.minus(ended.cost());
    }
  }

  /** Forgets records and stops those under way. */
  void drop(Predicate<Received> which) {
    List.of(suspects, taken, backlog)
        .forEach(queue -> queue.removeIf(waiting -> which.test(waiting.received())));
    suspect = suspect.filter(which.negate());
    List<CompletableFuture<Answer>> stopped = new ArrayList<>();
    running
        .entrySet()
        .removeIf(
            entry -> {
              if (!which.test(entry.getKey())) {
                return false;
              }
              underWay = underWay.minus(entry.getValue().cost());
              stopped.add(entry.getValue().answer());
              entry.getValue().span().addEvent("dropped");
              entry.getValue().span().end();
              return true;
            });
    stopped.forEach(answer -> answer.cancel(false));
  }

  /** Forgets the records that have not been started. */
  void dropBacklog() {
    suspects.clear();
    taken.clear();
    backlog.clear();
    suspect = suspect.filter(running::containsKey);
  }

  /** Whether records wait, so that no more should be polled. */
  boolean isFull() {
    return !taken.isEmpty() || !backlog.isEmpty() || outbox.isFull();
  }

  /** Jobs under way. */
  int running() {
    return running.size();
  }

  /** What they take. */
  Cost underWay() {
    return underWay;
  }
}
