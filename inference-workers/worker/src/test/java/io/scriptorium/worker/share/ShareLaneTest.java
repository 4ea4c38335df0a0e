package io.scriptorium.worker.share;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.scriptorium.avro.Attempts;
import io.scriptorium.avro.DeadLetter;
import io.scriptorium.avro.Failure;
import io.scriptorium.avro.FailureReason;
import io.scriptorium.avro.IdempotencyClaim;
import io.scriptorium.engine.task.TaskRunner.ModelIdentity;
import io.scriptorium.producers.cancel.CancelledJobs;
import io.scriptorium.producers.job.CancelRequests;
import io.scriptorium.producers.tail.TailSource;
import io.scriptorium.schemas.IdempotencyKey;
import io.scriptorium.schemas.Topics;
import io.scriptorium.schemas.UnusableClusterException;
import io.scriptorium.schemas.telemetry.Telemetry;
import io.scriptorium.worker.job.Answer;
import io.scriptorium.worker.job.Endings;
import io.scriptorium.worker.job.Job;
import io.scriptorium.worker.job.JobReader;
import io.scriptorium.worker.job.JobSamples;
import io.scriptorium.worker.job.TokenEstimates;
import io.scriptorium.worker.loop.Cost;
import io.scriptorium.worker.loop.DeliveryMeters;
import io.scriptorium.worker.loop.Jobs;
import io.scriptorium.worker.meter.WorkerMeter;
import io.scriptorium.worker.once.Claims;
import io.scriptorium.worker.settings.Limits;
import io.scriptorium.worker.share.Signals.Stage;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The lane runs on the test's own thread, until its consumer has nothing more to give. */
@Timeout(30)
class ShareLaneTest {
  private static final int MAX_DELIVERIES = 4;
  private static final int MAX_DEATHS = 5;

  private final List<String> events = new ArrayList<>();
  private final FakeShareConsumer consumer = new FakeShareConsumer();
  private final FlakyProducer producer = new FlakyProducer();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final CancelledJobs cancelled = new CancelledJobs();
  private final Claims claims = new Claims(10);
  private final Signals signals = new Signals();
  private final ShareCounters counters = new ShareCounters(new DeliveryMeters(meters));
  private final Room room = new Room(Limits.DEFAULT);
  private final SteppingClock clock = new SteppingClock();
  private final ShareResults results = new ShareResults(producer);
  private final AttemptLog attempts = new AttemptLog("group", results, clock);
  private final List<CompletableFuture<Answer>> started = new ArrayList<>();
  private final List<Integer> earlierTries = new ArrayList<>();
  private Function<Job, Optional<Answer>> reader =
      job -> Optional.of(new Answer.Done(JobSamples.done("text"), Answer.Effort.LOOKED_AT));
  private final ShareLane lane = lane();

  private ShareLane lane() {
    consumer.whenEmpty = () -> signals.reach(Stage.DRAINING);
    cancelled.becomeCurrentAfter(CompletableFuture.completedFuture(null));
    claims.follow(() -> CompletableFuture.completedFuture(null));
    Jobs jobs =
        new Jobs(
            new JobReader(1 << 20),
            new Engine(),
            new Endings(new ModelIdentity("fake", "0123456789ab"), clock),
            new TokenEstimates(),
            new Jobs.Known(cancelled, claims));
    return new ShareLane(
        new ShareMember(List.of(Topics.PAGE_JOBS.name()), consumer::reopened, clock),
        new ShareLane.Parts(
            jobs,
            results,
            attempts,
            room,
            new ShareSettings(2, MAX_DELIVERIES, MAX_DEATHS, Duration.ofMinutes(1)),
            signals,
            counters,
            Telemetry.none().traces(),
            clock));
  }

  private final class Engine implements Jobs.Engine {
    @Override
    public boolean hasRoom() {
      return true;
    }

    @Override
    public CompletableFuture<Answer> start(Job job) {
      return start(job, 0);
    }

    @Override
    public CompletableFuture<Answer> start(Job job, int earlier) {
      events.add("start");
      earlierTries.add(earlier);
      CompletableFuture<Answer> answer = new CompletableFuture<>();
      reader.apply(job).ifPresent(answer::complete);
      started.add(answer);
      return answer;
    }
  }

  /** Each look at it is a second later. */
  private static final class SteppingClock extends Clock {
    private Instant now = JobSamples.NOW;

    @Override
    public Instant instant() {
      now = now.plusSeconds(1);
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }

  /** Takes every record but those that a test has it refuse. */
  private final class FlakyProducer extends MockProducer<byte[], byte[]> {
    private final List<RuntimeException> refusals = new ArrayList<>();
    private String refused = "";

    FlakyProducer() {
      super(true, null, new ByteArraySerializer(), new ByteArraySerializer());
    }

    void refuse(String topic, RuntimeException... failures) {
      refused = topic;
      refusals.addAll(List.of(failures));
    }

    @Override
    public synchronized Future<RecordMetadata> send(
        ProducerRecord<byte[], byte[]> record, Callback callback) {
      if (record.topic().equals(refused) && !refusals.isEmpty()) {
        RuntimeException failure = refusals.remove(0);
        callback.onCompletion(null, failure);
        return CompletableFuture.failedFuture(failure);
      }
      events.add(record.topic());
      return super.send(record, callback);
    }
  }

  private void deliver(long offset, int delivery) {
    consumer.ready.add(FakeShareConsumer.record(offset, delivery));
  }

  private void tell(TailSource source, String key, byte[] value) {
    source
        .sink()
        .accept(
            new ConsumerRecord<>(
                source.topic().name(), 0, 0, key.getBytes(StandardCharsets.UTF_8), value));
  }

  private void died(long offset, int times) {
    tell(
        attempts.source(),
        "group/%s-0@%d".formatted(Topics.PAGE_JOBS.name(), offset),
        Topics.ATTEMPTS.codec().encode(new Attempts(times, JobSamples.NOW)));
  }

  private List<String> acknowledged() {
    return consumer.acknowledged.stream().filter(one -> !one.endsWith("RENEW")).toList();
  }

  private List<String> written() {
    return producer.history().stream()
        .map(ProducerRecord::topic)
        .filter(topic -> !topic.equals(Topics.ATTEMPTS.name()))
        .toList();
  }

  /** Values of the attempts that were written, 0 for none. */
  private List<Integer> counted() {
    return producer.history().stream()
        .filter(record -> record.topic().equals(Topics.ATTEMPTS.name()))
        .map(
            record ->
                record.value() == null
                    ? 0
                    : Topics.ATTEMPTS.codec().decode(record.value()).getBegun())
        .toList();
  }

  private DeadLetter letter() {
    return producer.history().stream()
        .filter(record -> record.topic().equals(Topics.DEAD_LETTERS.name()))
        .map(record -> Topics.DEAD_LETTERS.codec().decode(record.value()))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void countsWorksWritesAndAcknowledgesInThisOrder() {
    deliver(7, 1);

    lane.run();

    assertThat(events)
        .containsExactly(
            Topics.ATTEMPTS.name(), "start", Topics.PAGE_RESULTS.name(), Topics.ATTEMPTS.name());
    assertThat(counted()).containsExactly(1, 0);
    assertThat(acknowledged()).containsExactly("7 ACCEPT");
    assertThat(lane.failure()).isEmpty();
    assertThat(consumer.isClosed()).isTrue();
  }

  @Test
  void takesOneAfterTheOther() {
    deliver(7, 1);
    deliver(8, 3);

    lane.run();

    assertThat(acknowledged()).containsExactly("7 ACCEPT", "8 ACCEPT");
    assertThat(earlierTries).containsExactly(0, 2);
    assertThat(counters.publish(room, 0, Optional.empty()).done()).isEqualTo(2);
  }

  @Test
  void keepsARecordWhoseJobTakesLong() {
    deliver(7, 1);
    reader = job -> Optional.empty();
    consumer.whenRenewed =
        () -> {
          if (consumer.acknowledged.size() == 4) {
            started
                .get(0)
                .complete(new Answer.Done(JobSamples.done("late"), Answer.Effort.LOOKED_AT));
          }
        };

    lane.run();

    assertThat(consumer.acknowledged)
        .containsExactly("7 RENEW", "7 RENEW", "7 RENEW", "7 RENEW", "7 ACCEPT");
  }

  @Test
  void stopsAJobThatIsNoLongerItsOwn() {
    deliver(7, 1);
    deliver(8, 1);
    reader =
        job -> {
          consumer.lost.add(7L);
          return Optional.empty();
        };
    consumer.whenOpened = () -> reader = job -> Optional.of(failed());

    lane.run();

    assertThat(started.get(0)).isCancelled();
    assertThat(acknowledged()).containsExactly("8 REJECT");
    assertThat(counted()).as("the first attempt was survived").startsWith(1, 0);
    assertThat(counters.publish(room, 0, Optional.empty()).late()).isEqualTo(1);
    assertThat(room.jobs()).isZero();
  }

  private static Answer failed() {
    return new Answer.Failed(
        new Failure(FailureReason.CORRUPT_FILE, "no image"), Answer.Effort.LOOKED_AT);
  }

  @Test
  void rejectsARecordOnceItsDeadLetterIsWritten() {
    deliver(7, 1);
    reader = job -> Optional.of(failed());

    lane.run();

    assertThat(written()).containsExactly(Topics.PAGE_RESULTS.name(), Topics.DEAD_LETTERS.name());
    assertThat(acknowledged()).containsExactly("7 REJECT");
  }

  @Test
  void givesBackARecordWhoseResultCannotBeWritten() {
    deliver(7, 1);
    producer.refuse(Topics.PAGE_RESULTS.name(), new TimeoutException("no broker answers"));

    lane.run();

    assertThat(acknowledged()).isEmpty();
    assertThat(counted()).containsExactly(1, 0);
    assertThat(consumer.opened()).as("members that it was").isEqualTo(2);
  }

  @Test
  void shortensAResultThatIsTooLong() {
    deliver(7, 1);
    producer.refuse(Topics.PAGE_RESULTS.name(), new RecordTooLargeException("too long"));

    lane.run();

    assertThat(letter().getFailure().getReason()).isEqualTo(FailureReason.RECORD_TOO_LARGE);
    assertThat(acknowledged()).containsExactly("7 REJECT");
  }

  @Test
  void complainsWhenEvenThatIsTooLong() {
    deliver(7, 1);
    producer.refuse(
        Topics.PAGE_RESULTS.name(),
        new RecordTooLargeException("too long"),
        new RecordTooLargeException("too long"));

    lane.run();

    assertThat(lane.failure()).containsInstanceOf(UnusableClusterException.class);
    assertThat(acknowledged()).isEmpty();
  }

  @Test
  void writesADeadLetterForWhatIsNoJob() {
    byte[] rubbish = "rubbish".getBytes(StandardCharsets.UTF_8);
    consumer.ready.add(
        FakeShareConsumer.delivered(JobSamples.record(0, 7, new byte[] {1}, rubbish), 2));

    lane.run();

    assertThat(letter().getFailure().getReason()).isEqualTo(FailureReason.UNDECODABLE_RECORD);
    assertThat(letter().getValue().array()).isEqualTo(rubbish);
    assertThat(acknowledged()).containsExactly("7 REJECT");
    assertThat(started).isEmpty();
  }

  private static Answer postponed() {
    return new Answer.Postponed(
        new Failure(FailureReason.UNREADABLE_SOURCE, "the disk is away"),
        new Answer.Effort(3, Duration.ZERO, Duration.ZERO));
  }

  @Test
  void givesAJobBackAfterAPauseWhoseFailureMayPass() {
    deliver(7, MAX_DELIVERIES - 1);
    reader = job -> Optional.of(postponed());
    Instant before = clock.instant();

    lane.run();

    assertThat(acknowledged()).containsExactly("7 RELEASE");
    assertThat(consumer.acknowledged).as("kept in the pause").hasSizeGreaterThan(4);
    assertThat(Duration.between(before, clock.instant())).isGreaterThan(Duration.ofMinutes(1));
    assertThat(written()).isEmpty();
    assertThat(counted()).containsExactly(1, 0);
    assertThat(meters.get(WorkerMeter.RESULTS.id()).tag("outcome", "postponed").counter().count())
        .isEqualTo(1);
  }

  @Test
  void givesAJobUpWhoseLastDeliveryFailed() {
    deliver(7, MAX_DELIVERIES);
    reader = job -> Optional.of(postponed());

    lane.run();

    assertThat(letter().getFailure().getMessage()).endsWith("the disk is away");
    assertThat(letter().getAttempts()).isEqualTo(3 * MAX_DELIVERIES);
    assertThat(acknowledged()).containsExactly("7 REJECT");
  }

  @Test
  void doesNotBeginAJobThatCameBackTooOften() {
    deliver(7, ShareSettings.MOST_DELIVERIES + 1);

    lane.run();

    assertThat(started).isEmpty();
    assertThat(letter().getFailure())
        .isEqualTo(
            new Failure(
                FailureReason.TOO_MANY_ATTEMPTS,
                "Given up: it was delivered 7 times, and nobody said what became of it"));
    assertThat(acknowledged()).containsExactly("7 REJECT");
  }

  @Test
  void doesNotBeginAJobOverWhichWorkersDied() {
    died(7, MAX_DEATHS);
    deliver(7, 1);

    lane.run();

    assertThat(started).isEmpty();
    assertThat(letter().getFailure())
        .isEqualTo(
            new Failure(
                FailureReason.TOO_MANY_ATTEMPTS,
                "Given up: 5 times a worker died while it had this job under way"));
    assertThat(counted()).containsExactly(0);
    assertThat(acknowledged()).containsExactly("7 REJECT");
  }

  @Test
  void countsOnWhereOthersDied() {
    died(7, MAX_DEATHS - 1);
    deliver(7, 1);

    lane.run();

    assertThat(counted()).containsExactly(MAX_DEATHS, 0);
    assertThat(acknowledged()).containsExactly("7 ACCEPT");
  }

  private void cancel(String jobId) {
    tell(cancelled.source(), jobId, CancelRequests.of(jobId, Instant.EPOCH).value());
  }

  @Test
  void beginsNoJobThatWasCancelledBefore() {
    cancel("job");
    deliver(7, 1);

    lane.run();

    assertThat(started).isEmpty();
    assertThat(written()).containsExactly(Topics.PAGE_RESULTS.name());
    assertThat(acknowledged()).containsExactly("7 ACCEPT");
  }

  @Test
  void endsAJobThatIsCancelledMeanwhile() {
    deliver(7, 1);
    reader =
        job -> {
          cancel("job");
          return Optional.empty();
        };

    lane.run();

    assertThat(written()).containsExactly(Topics.PAGE_RESULTS.name());
    assertThat(acknowledged()).containsExactly("7 ACCEPT");
    assertThat(counters.publish(room, 0, Optional.empty()).done()).isZero();
  }

  private void deliverKeyed(long offset) {
    consumer.ready.add(
        FakeShareConsumer.delivered(
            JobSamples.record(
                JobSamples.page(1).setTenant("press").setIdempotencyKey("a").build(), 0, offset),
            1));
  }

  @Test
  void claimsAKeyOnlyAfterItsResultIsWritten() {
    deliverKeyed(7);

    lane.run();

    assertThat(written())
        .containsExactly(Topics.PAGE_RESULTS.name(), Topics.IDEMPOTENCY_CLAIMS.name());
  }

  @Test
  void doesNotAnswerAKeyAgainThatIsKnownToBeAnswered() {
    tell(
        claims.source(),
        new IdempotencyKey("press", "a").text(),
        Topics.IDEMPOTENCY_CLAIMS.codec().encode(new IdempotencyClaim("job", Instant.EPOCH)));
    deliverKeyed(7);

    lane.run();

    assertThat(started).isEmpty();
    assertThat(written()).isEmpty();
    assertThat(acknowledged()).containsExactly("7 ACCEPT");
  }

  @Test
  void finishesWhatIsUnderWayWhenItIsDrained() {
    deliver(7, 1);
    deliver(8, 1);
    reader =
        job -> {
          signals.reach(Stage.DRAINING);
          return Optional.of(failed());
        };

    lane.run();

    assertThat(acknowledged()).containsExactly("7 REJECT");
    assertThat(consumer.ready).hasSize(1);
  }

  @Test
  void givesBackWhatItHasNotBegunWhenItIsDrained() {
    assertThat(room.enter(new Cost(Long.MAX_VALUE / 2, 0), Room.Standing.ORDINARY)).isTrue();
    deliver(7, 1);
    consumer.whenRenewed =
        () -> {
          if (consumer.acknowledged.size() > 2) {
            signals.reach(Stage.DRAINING);
          }
        };

    lane.run();

    assertThat(started).isEmpty();
    assertThat(acknowledged()).isEmpty();
    assertThat(counted()).isEmpty();
    assertThat(consumer.isClosed()).isTrue();
  }

  @Test
  void stopsWhatIsUnderWayWhenItIsClosed() {
    deliver(7, 1);
    reader =
        job -> {
          signals.reach(Stage.CLOSING);
          return Optional.empty();
        };

    lane.run();

    assertThat(started.get(0)).isCancelled();
    assertThat(acknowledged()).isEmpty();
    assertThat(counted()).containsExactly(1, 0);
    assertThat(consumer.isClosed()).isTrue();
  }
}
