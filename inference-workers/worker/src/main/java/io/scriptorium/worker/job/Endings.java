package io.scriptorium.worker.job;

import io.scriptorium.avro.Failure;
import io.scriptorium.avro.FailureReason;
import io.scriptorium.avro.ModelVersion;
import io.scriptorium.engine.task.TaskRunner.ModelIdentity;
import io.scriptorium.schemas.DeadLetters;
import io.scriptorium.schemas.RetryLane;
import io.scriptorium.schemas.RetryRecords;
import io.scriptorium.worker.job.Answer.Effort;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns answers into records that fit their topics. A result that is too long loses its regions and
 * reasoning first; what is too long even then has failed. Safe for use by several threads.
 */
public final class Endings {
  private static final Logger LOG = LoggerFactory.getLogger(Endings.class);
  private static final String STAGE = "worker";

  private final ModelIdentity model;
  private final Clock clock;
  private final ResultRecords results;
  private final ClaimRecords claims = new ClaimRecords();

  public Endings(ModelIdentity model, Clock clock) {
    this(model, clock, job -> Optional.empty());
  }

  /**
   * Endings by which the same jobs can be answered later.
   *
   * @param fingerprints what tells them
   */
  public Endings(ModelIdentity model, Clock clock, Function<Job, Optional<String>> fingerprints) {
    this.model = model;
    this.clock = clock;
    this.results = new ResultRecords(fingerprints);
  }

  /** The ending of a job, with what becomes of its idempotency key. */
  public Ending of(Origin source, Job job, Answer answer) {
    return keyed(source, job, ending(source, job, answer));
  }

  private Ending keyed(Origin source, Job job, Ending ending) {
    return claims
        .of(job, source.isRetry(), ending.kind(), clock.instant())
        .map(ending::with)
        .orElse(ending);
  }

  private Ending ending(Origin source, Job job, Answer answer) {
    if (answer instanceof Answer.Elsewhere elsewhere) {
      return forwarded(source, job, elsewhere.partition());
    }
    if (answer instanceof Answer.Duplicate duplicate) {
      return duplicate(job, duplicate);
    }
    if (answer instanceof Answer.Recalled recalled) {
      return new Ending(
          Ending.Kind.DONE, List.of(results.recalled(job, recalled, clock.instant())));
    }
    if (answer instanceof Answer.Failed failed) {
      return failed(source, job, failed);
    }
    if (answer instanceof Answer.Cancelled cancelled) {
      return new Ending(
          Ending.Kind.CANCELLED,
          List.of(results.unread(job, Unread.of(cancelled), clock.instant())));
    }
    if (answer instanceof Answer.Postponed postponed) {
      return postponed(source, job, postponed);
    }
    try {
      return done(source, job, (Answer.Done) answer);
    } catch (RuntimeException | OutOfMemoryError e) {
      LOG.error("An answer could not be written down jobId={}", job.jobId(), e);
      Failure failure = new Failure(FailureReason.INTERNAL, TaskFailures.oneLine(e));
      return failed(source, job, new Answer.Failed(failure, answer.effort()));
    }
  }

  /** The ending of a record that is no job. */
  public Ending undecodable(Origin source, Failure failure) {
    return new Ending(
        Ending.Kind.FAILED, List.of(letter(source, failure, Optional.empty(), Effort.LOOKED_AT)));
  }

  /** The shortest ending of a job whose records the broker refused for their length. */
  public Ending tooLarge(Origin source, Optional<Job> job) {
    Failure failure =
        new Failure(
            FailureReason.RECORD_TOO_LARGE,
            "The broker takes no record of this length; the original is left out of this letter");
    Origin bare = source.withoutContent();
    Answer.Failed answer = new Answer.Failed(failure, Effort.LOOKED_AT);
    return job.map(known -> keyed(bare, known, failed(bare, known, answer)))
        .orElseGet(() -> undecodable(bare, failure));
  }

  /** Whoever follows the job by its id finds the other's outcome under the same one. */
  private Ending duplicate(Job job, Answer.Duplicate answer) {
    return new Ending(
        Ending.Kind.DUPLICATE,
        answer.jobId().equals(job.jobId())
            ? List.of()
            : List.of(results.unread(job, Unread.of(answer), clock.instant())));
  }

  /** The same record where all of its idempotency key lie. */
  private static Ending forwarded(Origin source, Job job, int partition) {
    ConsumerRecord<byte[], byte[]> record = source.record();
    return new Ending(
        Ending.Kind.FORWARDED,
        List.of(
            new ProducerRecord<>(
                record.topic(),
                partition,
                job.idempotencyKey().orElseThrow().bytes(),
                record.value(),
                record.headers())));
  }

  private Ending done(Origin source, Job job, Answer.Done answer) {
    ModelVersion version =
        new ModelVersion(
            model.name(), model.version(), answer.outcome().promptVersion(), model.numbers());
    return results
        .done(job, answer, version, clock.instant())
        .map(result -> new Ending(Ending.Kind.DONE, List.of(result)))
        .orElseGet(() -> failed(source, job, new Answer.Failed(tooLong(), answer.effort())));
  }

  private Ending failed(Origin source, Job job, Answer.Failed answer) {
    List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
    records.add(results.unread(job, Unread.of(answer), clock.instant()));
    records.add(letter(source, answer.failure(), Optional.of(job.jobId()), answer.effort()));
    return new Ending(Ending.Kind.FAILED, records);
  }

  private ProducerRecord<byte[], byte[]> letter(
      Origin source, Failure failure, Optional<String> jobId, Effort effort) {
    int attempts = source.attempts() + effort.attempts();
    DeadLetters.Cause cause = new DeadLetters.Cause(STAGE, failure, jobId, attempts);
    return DeadLetters.of(source.record(), cause, clock.instant());
  }

  private Ending postponed(Origin source, Job job, Answer.Postponed answer) {
    Instant now = clock.instant();
    int attempts = source.attempts() + answer.effort().attempts();
    Optional<RetryLane> lane =
        source
            .next()
            .filter(
                next -> job.deadline().map(now.plus(next.delay())::isBefore).orElse(Boolean.TRUE));
    if (lane.isPresent()) {
      LOG.info(
          "Postponed jobId={} attempts={} delay={} cause={}",
          job.jobId(),
          attempts,
          lane.get().delay(),
          answer.failure().getMessage());
      return new Ending(
          Ending.Kind.POSTPONED,
          List.of(RetryRecords.of(source.record(), answer.failure(), attempts, lane.get(), now)));
    }
    Failure failure =
        new Failure(
            answer.failure().getReason(),
            "Given up after %d tries, the last of which ended so: %s"
                .formatted(attempts, answer.failure().getMessage()));
    return failed(source, job, new Answer.Failed(failure, answer.effort()));
  }

  private static Failure tooLong() {
    return new Failure(
        FailureReason.RECORD_TOO_LARGE, "The result is longer than a record may be, even alone");
  }
}
