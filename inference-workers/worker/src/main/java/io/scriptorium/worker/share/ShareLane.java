package io.scriptorium.worker.share;

import io.scriptorium.schemas.Role;
import io.scriptorium.schemas.UnusableClusterException;
import io.scriptorium.schemas.telemetry.RecordTraces;
import io.scriptorium.worker.job.Answer;
import io.scriptorium.worker.job.Ending;
import io.scriptorium.worker.job.Job;
import io.scriptorium.worker.job.JobReader.Reading;
import io.scriptorium.worker.loop.Jobs;
import io.scriptorium.worker.share.ShareResults.Written;
import io.scriptorium.worker.share.Signals.Stage;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One record after the other through the model, on a thread of its own: taken, done, its result
 * written, acknowledged. Whatever it waits for, it keeps the record meanwhile; what it does not
 * bring to an end goes back to the broker.
 */
final class ShareLane implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(ShareLane.class);

  /** Until a schema registry that does not answer is asked again. */
  private static final Duration UNDECIDED_PAUSE = Duration.ofSeconds(2);

  /** After the cluster has failed. */
  private static final Duration FAILURE_PAUSE = Duration.ofSeconds(1);

  private final ShareMember member;
  private final Parts parts;
  private final Jobs jobs;
  private final Keeper keeper;
  private final ShareAnswers answers;
  private volatile Optional<Throwable> failure = Optional.empty();
  private volatile boolean holding;

  ShareLane(ShareMember member, Parts parts) {
    this.member = member;
    this.parts = parts;
    this.jobs = parts.jobs();
    this.keeper = new Keeper(member, parts.signals(), parts.counters(), parts.clock());
    this.answers = new ShareAnswers(parts, keeper);
  }

  /**
   * What all lanes of a worker have in common.
   *
   * @param jobs what records pass through
   * @param results where what ends them is written
   * @param attempts how often records were begun
   * @param room how much may be under way
   * @param settings of this mode
   * @param signals from outside
   * @param counters what is told
   * @param traces spans of records
   * @param clock tells the time
   */
  record Parts(
      Jobs jobs,
      ShareResults results,
      AttemptLog attempts,
      Room room,
      ShareSettings settings,
      Signals signals,
      ShareCounters counters,
      RecordTraces traces,
      Clock clock) {}

  @Override
  public void run() {
    try {
      while (parts.signals().stage() == Stage.WORKING) {
        turn();
      }
    } catch (RuntimeException | Error e) {
      failure = Optional.of(e);
    } finally {
      member.leave();
    }
  }

  private void turn() {
    keeper.look();
    if (!jobs.engine().hasRoom()) {
      // Another worker may have room for what this one would only hold.
      Keeper.sleep(Keeper.LOOK);
      return;
    }
    try {
      member.next().ifPresent(this::deliver);
    } catch (KafkaException e) {
      UnusableClusterException.throwIfPermanent(e, Role.WORKER);
      LOG.warn("What is held goes back, since the cluster fails cause={}", e.toString());
      member.leave();
      Keeper.sleep(FAILURE_PAUSE);
    }
  }

  /** Why it has ended though nobody told it to. */
  Optional<Throwable> failure() {
    return failure;
  }

  /** When it last showed that it is not stuck. */
  Optional<Instant> lastLook() {
    return keeper.lastLook();
  }

  /** Whether it has a record in hand. */
  boolean isHolding() {
    return holding;
  }

  private void deliver(ConsumerRecord<byte[], byte[]> record) {
    Delivered delivered = new Delivered(record, parts.traces().consume(record));
    holding = true;
    try {
      ending(delivered).ifPresent(ending -> end(delivered, ending));
      answers.survived();
    } catch (KafkaException e) {
      answers.survived();
      throw e;
    } finally {
      holding = false;
      delivered.span().end();
    }
  }

  /** What is to be written; empty if the record goes back. */
  private Optional<Ending> ending(Delivered delivered) {
    if (!keeper.keepUntil(() -> isDecidable(delivered.record()), UNDECIDED_PAUSE)) {
      return Optional.empty();
    }
    Reading reading = jobs.reader().read(delivered.record());
    if (reading instanceof Reading.Undecodable undecodable) {
      return Optional.of(jobs.endings().undecodable(delivered.origin(), undecodable.failure()));
    }
    Job job = reading.known().orElseThrow();
    return answer(delivered, reading, job)
        .map(answer -> jobs.endings().of(delivered.origin(), job, answer));
  }

  private boolean isDecidable(ConsumerRecord<byte[], byte[]> record) {
    boolean decidable = jobs.reader().isDecidable(record);
    if (!decidable) {
      parts.counters().undecided();
    }
    return decidable;
  }

  private Optional<Answer> answer(Delivered delivered, Reading reading, Job job) {
    if (reading instanceof Reading.Invalid invalid) {
      return Optional.of(new Answer.Failed(invalid.failure(), Answer.Effort.LOOKED_AT));
    }
    Optional<Answer> answer = answers.of(delivered, job);
    return answer.isPresent() && answer.get() instanceof Answer.Postponed postponed
        ? postponed(delivered, postponed)
        : answer;
  }

  /** Back to the broker after a pause, as long as that may help. */
  private Optional<Answer> postponed(Delivered delivered, Answer.Postponed answer) {
    if (delivered.count() >= parts.settings().maxDeliveries()) {
      Answer.Effort effort = answer.effort();
      int tries = delivered.count() * effort.attempts();
      return Optional.of(
          new Answer.Postponed(
              answer.failure(), new Answer.Effort(tries, effort.queued(), effort.fetch())));
    }
    Instant due = parts.clock().instant().plus(parts.settings().pause());
    if (keeper.keepUntil(() -> !parts.clock().instant().isBefore(due), Keeper.LOOK)) {
      LOG.info("Given back delivery={} cause={}", delivered.count(), answer.failure().getMessage());
      acknowledge(AcknowledgeType.RELEASE);
      parts.counters().postponed();
    }
    return Optional.empty();
  }

  /** Writes what ends a record, and then acknowledges it: in this order nothing is lost. */
  private void end(Delivered delivered, Ending whole) {
    Ending ending = whole;
    Optional<Written> written = written(delivered, ending);
    if (written.filter(Written.TOO_LONG::equals).isPresent()) {
      Optional<Job> job = jobs.reader().read(delivered.record()).known();
      ending = jobs.endings().tooLarge(delivered.origin(), job);
      written = written(delivered, ending);
    }
    if (written.isEmpty()) {
      return;
    }
    if (written.get() == Written.TOO_LONG) {
      throw new UnusableClusterException(
          "The broker refuses even the shortest record: raise max.message.bytes of "
              + ending.records().stream().map(ProducerRecord::topic).distinct().toList());
    }
    acknowledge(
        ending.kind() == Ending.Kind.FAILED ? AcknowledgeType.REJECT : AcknowledgeType.ACCEPT);
    answers.ended(delivered);
    parts.counters().ended(ending);
  }

  /**
   * Writes the records of an ending, each once the one before it is there to stay: a claim of an
   * idempotency key never stands without the result that it is for.
   */
  private Optional<Written> written(Delivered delivered, Ending ending) {
    Optional<Written> last = Optional.of(Written.DURABLE);
    for (ProducerRecord<byte[], byte[]> record : ending.records()) {
      RecordTraces.inject(RecordTraces.contextOf(delivered.span()), record.headers());
      last = keeper.keepUntil(parts.results().write(record));
      if (last.filter(Written.DURABLE::equals).isEmpty()) {
        return last;
      }
    }
    return last;
  }

  private void acknowledge(AcknowledgeType type) {
    if (!member.end(type)) {
      parts.counters().late();
    }
  }
}
