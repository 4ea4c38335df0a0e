package io.scriptorium.worker.loop;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Scope;
import io.scriptorium.avro.Failure;
import io.scriptorium.avro.FailureReason;
import io.scriptorium.avro.Priority;
import io.scriptorium.schemas.telemetry.RecordTraces;
import io.scriptorium.worker.job.Answer;
import io.scriptorium.worker.job.Ending;
import io.scriptorium.worker.job.Job;
import io.scriptorium.worker.job.JobReader.Reading;
import io.scriptorium.worker.settings.WorkerSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;

/**
 * Records between the broker and the model. Owned by the poll thread; only the outbox is told from
 * other threads.
 *
 * <pre>
 *   taken → backlog, lane by lane → attempt counted by a commit → under way → outbox
 *     ↑ one at a time, before all others
 *   suspects: records over which processes died
 * </pre>
 *
 * <p>When a process dies, each record whose attempt it had counted becomes a little suspect, though
 * one alone may have killed it. So those are tried one at a time after the second death: the
 * culprit is then the only one whose count goes on.
 */
final class Intake {
  /** Deaths from which on a record is tried while no other such record is. */
  private static final int SUSPECT = 2;

  /** Attempts counted ahead in each lane: what is counted can no longer be overtaken. */
  private static final int LEAST_AHEAD = 8;

  private static final int MOST_AHEAD = 256;

  private static final Answer CANCELLED = new Answer.Cancelled(Answer.Effort.LOOKED_AT);

  private final Jobs jobs;
  private final Outbox outbox;
  private final WorkerSettings settings;
  private final RecordTraces traces;
  private final DeliveryMeters meters;
  private final Lane suspects = new Lane(tenant -> 1);
  private final Backlog backlog;
  private final KeyedJobs keys;
  private final Map<Received, Running> running = new HashMap<>();
  private Cost underWay = Cost.NONE;
  private Optional<Received> suspect = Optional.empty();
  private int begun;
  private int ahead = LEAST_AHEAD;

  Intake(Jobs jobs, Outbox outbox, KeyedJobs keys, WorkerSettings settings, Told told) {
    this.jobs = jobs;
    this.outbox = outbox;
    this.settings = settings;
    this.traces = told.traces();
    this.meters = told.meters();
    this.backlog = new Backlog(settings.limits());
    this.keys = keys;
  }

  /** Whom intake tells of its jobs. */
  record Told(RecordTraces traces, DeliveryMeters meters) {}

  private record Running(Job job, Cost cost, CompletableFuture<Answer> answer, Span span) {}

  /** Takes a record in. What is no valid job ends here. */
  void add(Received received, Reading reading) {
    Span span = traces.consume(received.record());
    if (reading instanceof Reading.Valid valid) {
      Job job = valid.job();
      Cost cost = new Cost(jobs.estimates().of(job), job.payloadBytes());
      add(new Waiting(received, job, cost, span));
    } else if (reading instanceof Reading.Invalid invalid) {
      Answer answer = new Answer.Failed(invalid.failure(), Answer.Effort.LOOKED_AT);
      end(new Waiting(received, invalid.job(), Cost.NONE, span), answer);
    } else if (reading instanceof Reading.Undecodable undecodable) {
      Ending ending = jobs.endings().undecodable(received.origin(), undecodable.failure());
      outbox.put(new Finished(received, ending, span));
    }
  }

  private void add(Waiting waiting) {
    int deaths = waiting.received().attempts().deaths();
    Optional<Answer> known =
        jobs.cancellations().isCancelled(waiting.job().jobId())
            ? Optional.of(CANCELLED)
            : keys.decide(waiting.received(), waiting.job());
    if (known.isPresent()) {
      end(waiting, known.get());
    } else if (deaths >= settings.retries().maxDeaths()) {
      end(waiting, quarantined(deaths));
    } else if (deaths >= SUSPECT) {
      suspects.add(waiting);
    } else {
      backlog.add(waiting);
    }
  }

  private static Answer quarantined(int deaths) {
    return new Answer.Failed(
        new Failure(
            FailureReason.TOO_MANY_ATTEMPTS,
            "Given up: %d times a worker died while it had this job under way".formatted(deaths)),
        new Answer.Effort(deaths, Duration.ZERO, Duration.ZERO));
  }

  /** Gives up the jobs that were cancelled, wherever they are; one that has its answer keeps it. */
  void cancel() {
    for (var jobId = jobs.cancellations().next();
        jobId.isPresent();
        jobId = jobs.cancellations().next()) {
      cancel(jobId.get());
    }
  }

  private void cancel(String jobId) {
    removeIf(waiting -> waiting.job().jobId().equals(jobId), waiting -> end(waiting, CANCELLED));
    for (Running one : running.values()) {
      if (one.job().jobId().equals(jobId)) {
        one.answer().complete(CANCELLED);
      }
    }
  }

  private void removeIf(Predicate<Waiting> which, Consumer<Waiting> taker) {
    suspects.removeIf(which, taker);
    backlog.removeIf(which, taker);
  }

  /** Who is next, whether its attempt is counted or not. */
  private Optional<Lane.Head> next() {
    boolean isSuspectNext =
        !suspects.isEmpty() && (suspect.isEmpty() || !running.containsKey(suspect.get()));
    return isSuspectNext ? Optional.of(suspects.head()) : backlog.head();
  }

  /** Starts as many jobs as there is room for. */
  void dispatch() {
    if (!jobs.cancellations().isCurrent()) {
      return;
    }
    for (var next = next(); next.isPresent(); next = next()) {
      Waiting first = next.get().waiting();
      if (!next.get().isCounted() || !mayStart(first)) {
        return;
      }
      start(isSuspect(first) ? suspects.start() : backlog.start());
    }
  }

  private boolean isSuspect(Waiting waiting) {
    return suspect.filter(waiting.received()::equals).isPresent();
  }

  /** Chooses who is to start next, and whose attempts the next commit is therefore to count. */
  List<Received> uncounted() {
    if (suspect.isEmpty() && !suspects.isEmpty()) {
      suspects.choose(1);
      suspect = Optional.of(suspects.head().waiting().received());
    }
    backlog.choose(ahead);
    return Stream.concat(suspects.chosen(), backlog.chosen()).map(Waiting::received).toList();
  }

  /** Notes that the attempts at those are committed, so that they may be started. */
  void counted() {
    suspects.count();
    backlog.count();
    ahead = Math.min(MOST_AHEAD, Math.max(LEAST_AHEAD, 2 * begun));
    begun = 0;
  }

  /** Whether a job would be started if its attempt were counted. */
  boolean waitsForCount() {
    return jobs.cancellations().isCurrent()
        && next().filter(head -> !head.isCounted() && mayStart(head.waiting())).isPresent();
  }

  private boolean mayStart(Waiting next) {
    boolean fits = running.isEmpty() || underWay.plus(next.cost()).fits(settings.limits());
    return fits && !outbox.isFull() && jobs.engine().hasRoom();
  }

  @SuppressWarnings("FutureReturnValueIgnored") // The answer itself is kept, to be cancelled.
  private void start(Waiting next) {
    CompletableFuture<Answer> answer;
    try (Scope scope = RecordTraces.contextOf(next.span()).makeCurrent()) {
      answer = jobs.engine().start(next.job(), next.received().earlierTries());
    }
    running.put(next.received(), new Running(next.job(), next.cost(), answer, next.span()));
    underWay = underWay.plus(next.cost());
    begun++;
    meters.begun(next.lane(), next.cost());
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
    keys.drop(which);
    removeIf(waiting -> which.test(waiting.received()), waiting -> {});
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

  /** Notes which endings are committed. */
  void committed(List<Finished> finished) {
    keys.committed(finished);
  }

  /** Forgets records that have not been started. */
  void dropWaiting(Predicate<Received> which) {
    Set<Received> dropped = new HashSet<>();
    removeIf(waiting -> which.test(waiting.received()), waiting -> dropped.add(waiting.received()));
    keys.drop(dropped::contains);
    suspect = suspect.filter(record -> !dropped.contains(record));
  }

  /** Whether jobs wait. */
  boolean hasWaiting() {
    return !suspects.isEmpty() || !backlog.isEmpty();
  }

  /** Whether no more of a topic should be polled. */
  boolean isFull(String topic) {
    return backlog.isFull(topic) || outbox.isFull();
  }

  /** Jobs that wait in a lane. */
  int waiting(Priority lane) {
    return backlog.size(lane);
  }

  /** Tenants of which jobs wait in a lane. */
  int tenants(Priority lane) {
    return backlog.tenants(lane);
  }

  /** Whether a job of some partitions is under way. */
  boolean isUnderWay(Set<TopicPartition> partitions) {
    return running.keySet().stream().anyMatch(record -> partitions.contains(record.partition()));
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
