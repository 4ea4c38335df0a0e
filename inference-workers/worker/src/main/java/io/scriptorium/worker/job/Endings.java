package io.scriptorium.worker.job;

import io.scriptorium.avro.Failure;
import io.scriptorium.avro.FailureReason;
import io.scriptorium.avro.ModelVersion;
import io.scriptorium.engine.task.TaskRunner.ModelIdentity;
import io.scriptorium.schemas.DeadLetters;
import io.scriptorium.worker.job.Answer.Effort;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns answers into records that fit their topics. A result that is too long loses its regions
 * first; what is too long even then has failed. Safe for use by several threads.
 */
public final class Endings {
  private static final Logger LOG = LoggerFactory.getLogger(Endings.class);
  private static final String STAGE = "worker";

  private final ModelIdentity model;
  private final Clock clock;
  private final ResultRecords results = new ResultRecords();

  public Endings(ModelIdentity model, Clock clock) {
    this.model = model;
    this.clock = clock;
  }

  /** The ending of a job that was tried. */
  public Ending of(ConsumerRecord<byte[], byte[]> source, Job job, Answer answer) {
    if (answer instanceof Answer.Failed failed) {
      return failed(source, job, failed);
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
  public Ending undecodable(ConsumerRecord<byte[], byte[]> source, Failure failure) {
    return new Ending(
        Ending.Kind.FAILED, List.of(letter(source, failure, Optional.empty(), Effort.LOOKED_AT)));
  }

  /** The shortest ending of a job whose records the broker refused for their length. */
  public Ending tooLarge(ConsumerRecord<byte[], byte[]> source, Optional<Job> job) {
    Failure failure =
        new Failure(
            FailureReason.RECORD_TOO_LARGE,
            "The broker takes no record of this length; the original is left out of this letter");
    ConsumerRecord<byte[], byte[]> bare = DeadLetterSource.withoutContent(source);
    return job.map(known -> failed(bare, known, new Answer.Failed(failure, Effort.LOOKED_AT)))
        .orElseGet(() -> undecodable(bare, failure));
  }

  private Ending done(ConsumerRecord<byte[], byte[]> source, Job job, Answer.Done answer) {
    ModelVersion version =
        new ModelVersion(model.name(), model.version(), answer.outcome().promptVersion());
    return results
        .done(job, answer, version, clock.instant())
        .map(result -> new Ending(Ending.Kind.DONE, List.of(result)))
        .orElseGet(() -> failed(source, job, new Answer.Failed(tooLong(), answer.effort())));
  }

  private Ending failed(ConsumerRecord<byte[], byte[]> source, Job job, Answer.Failed answer) {
    List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
    records.add(results.failed(job, answer, clock.instant()));
    records.add(letter(source, answer.failure(), Optional.of(job.jobId()), answer.effort()));
    return new Ending(Ending.Kind.FAILED, records);
  }

  private ProducerRecord<byte[], byte[]> letter(
      ConsumerRecord<byte[], byte[]> source,
      Failure failure,
      Optional<String> jobId,
      Effort effort) {
    DeadLetters.Cause cause = new DeadLetters.Cause(STAGE, failure, jobId, effort.attempts());
    return DeadLetters.of(source, cause, clock.instant());
  }

  private static Failure tooLong() {
    return new Failure(
        FailureReason.RECORD_TOO_LARGE, "The result is longer than a record may be, even alone");
  }
}
