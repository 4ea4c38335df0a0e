package io.scriptorium.worker.share;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.scriptorium.avro.DeadLetter;
import io.scriptorium.avro.Failure;
import io.scriptorium.avro.FailureReason;
import io.scriptorium.engine.task.TaskRunner.ModelIdentity;
import io.scriptorium.producers.cancel.CancelledJobs;
import io.scriptorium.producers.job.CancelRequests;
import io.scriptorium.schemas.Topics;
import io.scriptorium.schemas.UnusableClusterException;
import io.scriptorium.schemas.telemetry.Telemetry;
import io.scriptorium.worker.job.Answer;
import io.scriptorium.worker.job.Endings;
import io.scriptorium.worker.job.Job;
import io.scriptorium.worker.job.JobReader;
import io.scriptorium.worker.job.JobSamples;
import io.scriptorium.worker.job.TokenEstimates;
import io.scriptorium.worker.loop.Jobs;
import io.scriptorium.worker.loop.LoopVitals.Membership;
import io.scriptorium.worker.meter.WorkerMeter;
import io.scriptorium.worker.once.Claims;
import io.scriptorium.worker.settings.Retries;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ShareLoopTest {
  private static final int MAX_DELIVERIES = 6;
  private static final Duration THIRD_OF_LOCK = Duration.ofSeconds(10);

  private final FakeShareConsumer consumer = new FakeShareConsumer();
  private final MockProducer<byte[], byte[]> producer =
      new MockProducer<>(false, null, new ByteArraySerializer(), new ByteArraySerializer());
  private final List<CompletableFuture<Answer>> started = new ArrayList<>();
  private final List<Integer> earlierTries = new ArrayList<>();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private Instant now = JobSamples.NOW;
  private int room = Integer.MAX_VALUE;
  private final CancelledJobs cancelled = new CancelledJobs();
  private final ShareLoop loop = loop();

  private ShareLoop loop() {
    Clock clock =
        new Clock() {
          @Override
          public Instant instant() {
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
        };
    Jobs.Engine engine =
        new Jobs.Engine() {
          @Override
          public boolean hasRoom() {
            return started.size() < room;
          }

          @Override
          public CompletableFuture<Answer> start(Job job) {
            started.add(new CompletableFuture<>());
            return started.get(started.size() - 1);
          }

          @Override
          public CompletableFuture<Answer> start(Job job, int earlier) {
            earlierTries.add(earlier);
            return start(job);
          }
        };
    ShareLoop made =
        new ShareLoop(
            new ShareClients(() -> consumer, producer),
            new Jobs(
                new JobReader(1 << 20),
                engine,
                new Endings(new ModelIdentity("fake", "0123456789ab"), clock),
                new TokenEstimates(),
                new Jobs.Known(cancelled, new Claims(1))),
            ShareSettings.of(1, Retries.DEFAULT),
            clock,
            new Telemetry(meters, Telemetry.none().traces()));
    cancelled.becomeCurrentAfter(CompletableFuture.completedFuture(null));
    made.subscribe();
    return made;
  }

  private void deliver(long offset, int delivery) {
    consumer.ready.add(FakeShareConsumer.record(offset, delivery));
  }

  private void turn() {
    loop.once();
    loop.once();
  }

  private void answer(int index, String text) {
    started.get(index).complete(new Answer.Done(JobSamples.done(text), Answer.Effort.LOOKED_AT));
    turn();
  }

  private void postpone(int index) {
    Failure failure = new Failure(FailureReason.TOO_MANY_ATTEMPTS, "the disk is away");
    started.get(index).complete(new Answer.Postponed(failure, Answer.Effort.LOOKED_AT));
    turn();
  }

  /** Lets the brokers take all that was sent. */
  private void acknowledgeAll() {
    while (producer.completeNext()) {}
    turn();
  }

  private List<String> topics() {
    return producer.history().stream().map(ProducerRecord::topic).toList();
  }

  private DeadLetter letter() {
    return producer.history().stream()
        .filter(record -> record.topic().equals(Topics.DEAD_LETTERS.name()))
        .map(record -> Topics.DEAD_LETTERS.codec().decode(record.value()))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void acceptsARecordOnceItsResultIsWritten() {
    deliver(7, 1);
    turn();
    answer(0, "text");
    assertThat(topics()).containsExactly(Topics.PAGE_RESULTS.name());
    assertThat(consumer.acknowledged).isEmpty();

    acknowledgeAll();

    assertThat(consumer.acknowledged).containsExactly("7 ACCEPT");
    assertThat(loop.stats().done()).isEqualTo(1);
    assertThat(loop.isIdle()).isTrue();
  }

  private void cancel(String jobId) {
    byte[] request = CancelRequests.of(jobId, Instant.EPOCH).value();
    cancelled
        .source()
        .sink()
        .accept(new ConsumerRecord<>(Topics.CANCELLATIONS.name(), 0, 0, new byte[] {1}, request));
  }

  @Test
  void stopsAJobThatIsCancelledAndAcceptsItsRecord() {
    deliver(7, 1);
    turn();

    cancel("job");
    turn();
    acknowledgeAll();

    assertThat(topics()).containsExactly(Topics.PAGE_RESULTS.name());
    assertThat(consumer.acknowledged).containsExactly("7 ACCEPT");
    assertThat(loop.stats().done()).isZero();
  }

  @Test
  void beginsNoJobThatWasCancelledBefore() {
    cancel("job");
    turn();
    deliver(7, 1);
    turn();
    acknowledgeAll();

    assertThat(started).isEmpty();
    assertThat(topics()).containsExactly(Topics.PAGE_RESULTS.name());
    assertThat(consumer.acknowledged).containsExactly("7 ACCEPT");
  }

  @Test
  void takesTheNextRecordOnlyAfterThat() {
    deliver(7, 1);
    deliver(8, 3);
    turn();
    assertThat(started).hasSize(1);

    answer(0, "text");
    acknowledgeAll();

    assertThat(started).hasSize(2);
    assertThat(earlierTries).containsExactly(0, 2);
  }

  @Test
  void givesARecordBackWhoseResultCannotBeWritten() {
    deliver(7, 1);
    turn();
    answer(0, "text");

    producer.errorNext(new TimeoutException("no broker answers"));
    turn();

    assertThat(consumer.acknowledged).containsExactly("7 RELEASE");
    assertThat(loop.stats().done()).isZero();
  }

  @Test
  void shortensAResultThatIsTooLongAndThenComplains() {
    deliver(7, 1);
    turn();
    answer(0, "text");

    producer.errorNext(new RecordTooLargeException("too long"));
    turn();
    assertThat(topics())
        .containsExactly(
            Topics.PAGE_RESULTS.name(), Topics.PAGE_RESULTS.name(), Topics.DEAD_LETTERS.name());
    assertThat(letter().getFailure().getReason()).isEqualTo(FailureReason.RECORD_TOO_LARGE);

    producer.errorNext(new RecordTooLargeException("too long"));
    producer.completeNext();
    assertThatThrownBy(this::turn).isInstanceOf(UnusableClusterException.class);
  }

  @Test
  void writesADeadLetterForWhatIsNoJob() {
    byte[] rubbish = "rubbish".getBytes(StandardCharsets.UTF_8);
    consumer.ready.add(
        FakeShareConsumer.delivered(JobSamples.record(0, 7, new byte[] {1}, rubbish), 2));
    turn();
    acknowledgeAll();

    assertThat(letter().getFailure().getReason()).isEqualTo(FailureReason.UNDECODABLE_RECORD);
    assertThat(letter().getValue().array()).isEqualTo(rubbish);
    assertThat(letter().getAttempts()).isEqualTo(2);
    assertThat(consumer.acknowledged).containsExactly("7 ACCEPT");
    assertThat(started).isEmpty();
  }

  @Test
  void givesAJobBackWhoseFailureMayPass() {
    deliver(7, 1);
    turn();

    postpone(0);

    assertThat(consumer.acknowledged).containsExactly("7 RELEASE");
    assertThat(producer.history()).isEmpty();
    assertThat(meters.get(WorkerMeter.RESULTS.id()).tag("outcome", "postponed").counter().count())
        .isEqualTo(1);
  }

  @Test
  void givesAJobUpWhoseLastDeliveryFailed() {
    deliver(7, MAX_DELIVERIES - 1);
    turn();

    postpone(0);
    acknowledgeAll();

    assertThat(letter().getFailure().getMessage()).endsWith("the disk is away");
    assertThat(letter().getAttempts()).isEqualTo(MAX_DELIVERIES - 1);
    assertThat(consumer.acknowledged).containsExactly("7 ACCEPT");
  }

  @Test
  void doesNotBeginAJobThatKilledItsWorkers() {
    deliver(7, MAX_DELIVERIES);
    turn();
    acknowledgeAll();

    assertThat(started).isEmpty();
    assertThat(letter().getFailure())
        .isEqualTo(
            new Failure(
                FailureReason.TOO_MANY_ATTEMPTS,
                "Given up: it was delivered 5 times, and no worker said what became of it"));
    assertThat(topics()).containsExactly(Topics.PAGE_RESULTS.name(), Topics.DEAD_LETTERS.name());
    assertThat(consumer.acknowledged).containsExactly("7 ACCEPT");
  }

  @Test
  void keepsTheLockOfAJobThatTakesLong() {
    deliver(7, 1);
    turn();
    now = now.plus(THIRD_OF_LOCK).minusMillis(1);
    turn();
    assertThat(consumer.acknowledged).isEmpty();

    now = now.plusMillis(1);
    turn();
    now = now.plus(THIRD_OF_LOCK);
    turn();
    assertThat(consumer.acknowledged).containsExactly("7 RENEW", "7 RENEW");

    answer(0, "text");
    acknowledgeAll();
    assertThat(consumer.acknowledged).endsWith("7 ACCEPT");
    assertThat(started).hasSize(1);
  }

  @Test
  void stopsAJobThatIsNoLongerItsOwn() {
    deliver(7, 1);
    turn();
    consumer.lost.add(7L);
    now = now.plus(THIRD_OF_LOCK);

    deliver(8, 1);
    turn();

    assertThat(started.get(0)).isCancelled();
    assertThat(loop.stats().late()).isEqualTo(1);
    assertThat(producer.history()).isEmpty();
    answer(1, "next");
    acknowledgeAll();
    assertThat(consumer.acknowledged).containsExactly("8 ACCEPT");
  }

  @Test
  void countsAResultThatCameTooLate() {
    deliver(7, 1);
    turn();
    answer(0, "text");
    consumer.lost.add(7L);

    acknowledgeAll();

    assertThat(loop.stats().late()).isEqualTo(1);
    assertThat(loop.isIdle()).isTrue();
  }

  @Test
  void givesBackWhatItHasNotBegunWhenItIsDrained() {
    room = 0;
    deliver(7, 1);
    turn();
    assertThat(started).isEmpty();

    loop.stopIntake();
    deliver(8, 1);
    turn();

    assertThat(consumer.acknowledged).containsExactly("7 RELEASE");
    assertThat(loop.isIdle()).isTrue();
    assertThat(loop.vitals().membership()).isEqualTo(Membership.DRAINING);
  }

  @Test
  void acknowledgesWhatIsWrittenWhenItCloses() {
    deliver(7, 1);
    turn();
    answer(0, "text");

    loop.close();

    assertThat(consumer.acknowledged).containsExactly("7 ACCEPT");
    assertThat(consumer.isClosed()).isTrue();
    assertThat(producer.closed()).isTrue();
  }

  @Test
  void givesBackWhatIsUnderWayWhenItCloses() {
    deliver(7, 1);
    turn();

    loop.close();

    assertThat(started.get(0)).isCancelled();
    assertThat(consumer.acknowledged).containsExactly("7 RELEASE");
  }

  @Test
  void stopsWhereItMayNotWork() {
    deliver(7, 1);
    turn();
    answer(0, "text");

    producer.errorNext(new GroupAuthorizationException("scriptorium-share-workers"));

    assertThatThrownBy(this::turn).isInstanceOf(UnusableClusterException.class);
  }

  @Test
  void subscribesToJobsAlone() {
    assertThat(consumer.subscription())
        .containsExactlyInAnyOrderElementsOf(
            Stream.of(Topics.PAGE_LANES, Topics.IMAGE_LANES)
                .flatMap(lanes -> lanes.names().stream())
                .toList());
  }
}
