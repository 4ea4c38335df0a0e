package io.scriptorium.worker.loop;

import static io.scriptorium.worker.loop.Bench.HIGH;
import static io.scriptorium.worker.loop.Bench.P0;
import static io.scriptorium.worker.loop.Bench.P1;
import static io.scriptorium.worker.loop.Bench.R0;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scriptorium.avro.DeadLetter;
import io.scriptorium.avro.FailureReason;
import io.scriptorium.schemas.Topics;
import io.scriptorium.schemas.UnusableClusterException;
import io.scriptorium.worker.job.JobSamples;
import io.scriptorium.worker.offsets.OffsetMetadata;
import io.scriptorium.worker.settings.Limits;
import io.scriptorium.worker.settings.Shares;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.Test;

class PollLoopTest {
  private final Bench bench = new Bench();

  @Test
  void commitsResultsAndOffsetsTogetherInWhateverOrderTheyFinish() {
    bench.assign(P0);
    bench.add(P0, 0, 1, 2, 3);
    bench.turn();

    bench.engine.answer(2);
    bench.engine.answer(1);
    bench.tick();

    // Then the results of 1 and 2 are there, and the commit knows that 0 and 3 are not
    assertThat(bench.committedResults()).containsExactly(2, 1);
    OffsetAndMetadata committed = bench.committed(P0);
    assertThat(committed.offset()).isZero();
    assertThat(committed.metadata()).isNotEmpty();

    bench.engine.answer(0);
    bench.engine.answer(3);
    bench.tick();
    assertThat(bench.committedResults()).containsExactly(2, 1, 0, 3);
    assertThat(bench.committedOffsets()).containsEntry(P0, new OffsetAndMetadata(4, ""));
  }

  @Test
  void anAnswerAfterAQuietTimeLeavesAtOnce() {
    bench.assign(P0);
    bench.add(P0, 0);
    bench.turn();
    bench.tick();

    bench.engine.answer(0);
    bench.turn();

    assertThat(bench.committedResults()).containsExactly(0);
  }

  @Test
  void commitsOncePerTick() {
    bench.assign(P0);
    bench.tick();
    bench.add(P0, 0, 1, 2);
    bench.turn();
    long before = bench.currentProducer().commitCount();

    bench.engine.answer(0);
    bench.turn();
    bench.engine.answer(1);
    bench.turn();
    assertThat(bench.currentProducer().commitCount()).isEqualTo(before);

    bench.tick();
    assertThat(bench.currentProducer().commitCount()).isEqualTo(before + 1);
    assertThat(bench.committedResults()).containsExactly(0, 1);
  }

  @Test
  void skipsWhatItsPredecessorFinished() {
    // Given a worker that finished 1 and 2 of 0 to 3 and is gone
    bench.assign(P0);
    bench.add(P0, 0, 1, 2, 3);
    bench.turn();
    bench.engine.answer(1);
    bench.engine.answer(2);
    bench.tick();
    Map<TopicPartition, OffsetAndMetadata> left = bench.committedOffsets();

    // When another one starts
    Bench successor = new Bench();
    successor.brokerKnows(left);
    successor.assign(P0);
    successor.add(P0, 0, 1, 2, 3, 4);
    successor.turn();

    assertThat(successor.engine.offsets()).containsExactly(0, 3, 4);
  }

  @Test
  void commitsWhatIsFinishedAndStopsTheRestWhenPartitionsAreRevoked() {
    bench.assign(P0, P1);
    bench.add(P0, 0, 1);
    bench.add(P1, 5);
    bench.turn();
    bench.engine.answer(0);

    bench.consumer.rebalance(List.of(P1));

    assertThat(bench.committedResults()).containsExactly(0);
    assertThat(bench.committed(P0).offset()).isEqualTo(1);
    assertThat(bench.engine.cancelled()).containsExactly(1);
    assertThat(bench.loop.isIdle()).as("5 goes on").isFalse();
  }

  @Test
  void commitsNothingOfPartitionsThatAreLost() {
    bench.assign(P0);
    bench.add(P0, 0, 1);
    bench.turn();
    bench.engine.answer(0);
    bench.turn();

    bench.consumer.listener().onPartitionsLost(List.of(P0));
    bench.tick();

    assertThat(bench.committedResults()).isEmpty();
    assertThat(bench.committed(P0).offset()).as("from before").isZero();
    assertThat(bench.engine.cancelled()).containsExactly(1);
  }

  @Test
  void dropsAResultThatComesAfterItsPartitionWentAndCameBack() {
    bench.assign(P0);
    bench.add(P0, 0);
    bench.turn();
    // Given a result that nobody has looked at when the partition is lost
    bench.engine.answer(0);
    bench.consumer.listener().onPartitionsLost(List.of(P0));

    bench.consumer.listener().onPartitionsAssigned(List.of(P0));
    bench.tick();

    assertThat(bench.committedResults()).isEmpty();
    assertThat(bench.loop.stats().late()).isEqualTo(1);
  }

  @Test
  void writesAgainWhatAnAbortedTransactionHeld() {
    bench.assign(P0);
    bench.tick();
    bench.add(P0, 0);
    bench.turn();
    bench.engine.answer(0);
    bench.currentProducer().sendOffsetsToTransactionException =
        new org.apache.kafka.clients.consumer.CommitFailedException("stale member epoch");

    bench.tick();
    assertThat(bench.committedResults()).isEmpty();
    assertThat(bench.currentProducer().transactionAborted()).isTrue();

    bench.currentProducer().sendOffsetsToTransactionException = null;
    bench.tick();
    assertThat(bench.committedResults()).containsExactly(0);
    assertThat(bench.engine.offsets()).as("inference").containsExactly(0);
    assertThat(bench.loop.stats().aborts()).isEqualTo(1);
  }

  @Test
  void goesBackToWhatIsCommittedWhenItsProducerIsFenced() {
    bench.assign(P0);
    bench.tick();
    bench.brokerKnows(bench.committedOffsets());
    bench.add(P0, 0, 1);
    bench.turn();
    bench.engine.answer(0);
    bench.currentProducer().fenceProducer();

    bench.tick();
    assertThat(bench.engine.cancelled()).containsExactly(1);
    bench.clock.advance(Duration.ofSeconds(1));
    bench.add(P0, 0, 1);
    bench.turn();
    bench.turn();

    assertThat(bench.producers).hasSize(2);
    assertThat(bench.engine.offsets()).containsExactly(0, 1, 0, 1);
    bench.engine.answer(0);
    bench.engine.answer(1);
    bench.tick();
    assertThat(bench.committedResults()).containsExactly(0, 1);
  }

  @Test
  void waitsForABrokerThatDoesNotAnswer() {
    bench.assign(P0);
    bench.consumer.setPollException(new TimeoutException("no broker"));
    bench.turn();

    bench.clock.advance(Duration.ofSeconds(1));
    bench.add(P0, 0);
    bench.turn();
    bench.turn();

    assertThat(bench.engine.offsets()).containsExactly(0);
  }

  @Test
  void stopsWhereAccessIsDenied() {
    bench.assign(P0);
    bench.consumer.setPollException(
        new TopicAuthorizationException(Set.of(Topics.PAGE_JOBS.name())));

    assertThatThrownBy(bench::turn)
        .isInstanceOf(UnusableClusterException.class)
        .hasMessageContaining("READ and WRITE on topic scriptorium.page-jobs")
        .hasMessageContaining("scriptorium-worker");
  }

  @Test
  void stepsOverGapsInTheLog() {
    bench.assign(P0);
    bench.add(P0, 0);
    bench.turn();
    bench.engine.answer(0);
    bench.tick();

    // When a transaction marker follows, which no consumer is given
    bench.consumer.seek(P0, 2);
    bench.add(P0, 2);
    bench.turn();
    bench.engine.answer(2);
    bench.tick();

    assertThat(bench.committedOffsets()).containsEntry(P0, new OffsetAndMetadata(3, ""));
  }

  @Test
  void doesNotCommitWhatHasNotChanged() {
    bench.assign(P0);
    bench.tick();
    long before = bench.currentProducer().commitCount();

    bench.tick();
    bench.tick();

    assertThat(bench.currentProducer().commitCount()).isEqualTo(before);
  }

  @Test
  void pausesALaneOfWhichEnoughWaitsAndGoesOnWhenThereIsRoom() {
    Bench narrow = new Bench(new Limits(1, 1 << 20, 1 << 20, 4, Shares.DEFAULT));
    narrow.assign(P0, HIGH);
    narrow.add(P0, 0, 1);
    narrow.turn();
    assertThat(narrow.engine.offsets()).containsExactly(0);
    assertThat(narrow.consumer.paused()).containsExactly(P0);

    // Then a more urgent job comes through, and before those that wait
    narrow.add(HIGH, 70);
    narrow.turn();
    narrow.engine.answer(0);
    narrow.turn();
    assertThat(narrow.engine.offsets()).containsExactly(0, 70);

    narrow.engine.answer(70);
    narrow.turn();
    assertThat(narrow.engine.offsets()).containsExactly(0, 70, 1);
    assertThat(narrow.consumer.paused()).isEmpty();
  }

  @Test
  void startsNoMoreThanTheTokensThatMayBeUnderWay() {
    // Given room for two jobs of which nothing is known yet but their first guess
    Bench narrow = new Bench(new Limits(5000, 1 << 20, 1 << 20, 4, Shares.DEFAULT));
    narrow.assign(P0);
    narrow.add(P0, 0, 1, 2);
    narrow.turn();
    assertThat(narrow.engine.offsets()).containsExactly(0, 1);

    narrow.engine.answer(1);
    narrow.turn();
    assertThat(narrow.engine.offsets()).containsExactly(0, 1, 2);
  }

  @Test
  void startsAlsoWhatIsLargerThanEverythingThatMayBeUnderWayButAlone() {
    Bench narrow = new Bench(new Limits(1, 1 << 20, 1 << 20, 4, Shares.DEFAULT));
    narrow.assign(P0);
    narrow.add(P0, 0, 1);
    narrow.turn();
    assertThat(narrow.engine.offsets()).containsExactly(0);

    narrow.engine.answer(0);
    narrow.turn();
    assertThat(narrow.engine.offsets()).containsExactly(0, 1);
  }

  @Test
  void takesNoFurtherRecordsOfAPartitionWhoseMetadataIsFull() {
    // Given much room in the engine and records that lie far apart, so that each takes four bytes
    Bench roomy = new Bench(new Limits(Long.MAX_VALUE, 1 << 20, 1 << 20, 4, Shares.DEFAULT));
    roomy.assign(P0, P1);
    int taken = 0;
    while (roomy.paused().isEmpty() && taken < 1000) {
      roomy.add(P0, taken++ << 21);
      roomy.turn();
    }

    assertThat(taken).isBetween(500, 600);
    assertThat(roomy.paused()).containsExactly(0);

    // When some are finished
    for (int i = 0; i < 50; i++) {
      roomy.engine.answer(i << 21);
    }
    roomy.turn();
    assertThat(roomy.paused()).isEmpty();
  }

  @Test
  void sendsPoisonToTheDeadLettersAndGoesOn() {
    bench.assign(P0);
    bench.add(P0, 0, new byte[] {1, 2, 3});
    bench.add(P0, 1, Topics.PAGE_JOBS.codec().encode(JobSamples.page(0).build()));
    bench.add(P0, 2);
    bench.turn();
    bench.engine.answer(2);
    bench.tick();

    assertThat(bench.committedOffsets()).containsEntry(P0, new OffsetAndMetadata(3, ""));
    assertThat(bench.committedResults()).containsExactlyInAnyOrder(-1, 2);
    List<DeadLetter> letters =
        bench.deadLetters().stream()
            .map(record -> Topics.DEAD_LETTERS.codec().decode(record.value()))
            .toList();
    assertThat(letters)
        .extracting(letter -> letter.getFailure().getReason())
        .containsExactly(FailureReason.UNDECODABLE_RECORD, FailureReason.INVALID_JOB);
    assertThat(letters.get(0).getValue().array()).containsExactly(1, 2, 3);
    assertThat(bench.loop.stats().failed()).isEqualTo(2);
    assertThat(bench.loop.stats().done()).isEqualTo(1);
  }

  @Test
  void shortensWhatTheBrokerRefusesForItsLength() {
    bench.assign(P0);
    bench.currentProducer().refuseLongerThan(1000);
    bench.add(P0, 0, new byte[5000]);
    bench.add(P0, 1);
    bench.turn();
    assertThat(bench.deadLetters()).as("refused").isEmpty();
    assertThat(bench.engine.offsets()).as("nothing, since all or nothing").isEmpty();

    bench.tick();
    bench.engine.answer(1);
    bench.tick();

    assertThat(bench.committedResults()).containsExactly(1);
    DeadLetter letter = Topics.DEAD_LETTERS.codec().decode(bench.deadLetters().get(0).value());
    assertThat(letter.getFailure().getReason()).isEqualTo(FailureReason.RECORD_TOO_LARGE);
    assertThat(letter.getOffset()).isZero();
    assertThat(letter.getValue()).isNull();
    assertThat(bench.committedOffsets()).containsEntry(P0, new OffsetAndMetadata(2, ""));
  }

  @Test
  void stopsRatherThanTryForEverWhatTheBrokerRefusesEvenShortened() {
    bench.assign(P0);
    bench.currentProducer().refuseLongerThan(10);
    bench.add(P0, 0, new byte[5000]);
    bench.turn();
    bench.tick();

    assertThatThrownBy(bench::tick)
        .isInstanceOf(UnusableClusterException.class)
        .hasMessageContaining("max.message.bytes");
  }

  @Test
  void countsTheAttemptBeforeTheWork() {
    bench.assign(P0);
    bench.add(P0, 0);
    bench.engine.onStart(
        offset -> assertThat(attempts(bench.committed(P0))).containsEntry((long) offset, 1));

    bench.turn();

    assertThat(bench.engine.offsets()).containsExactly(0);
  }

  @Test
  void startsNothingWhoseAttemptCouldNotBeCounted() {
    bench.assign(P0);
    bench.tick();
    bench.currentProducer().sendOffsetsToTransactionException =
        new org.apache.kafka.clients.consumer.CommitFailedException("stale member epoch");
    bench.add(P0, 0);
    bench.turn();
    assertThat(bench.engine.offsets()).isEmpty();

    bench.currentProducer().sendOffsetsToTransactionException = null;
    bench.tick();
    assertThat(bench.engine.offsets()).containsExactly(0);
  }

  @Test
  void quarantinesOnlyTheRecordThatKillsWorkers() {
    // Given workers of which each dies at once when it starts the job of 3
    Map<TopicPartition, OffsetAndMetadata> left = Map.of(P0, new OffsetAndMetadata(0, ""));
    Set<Integer> done = new TreeSet<>();
    int deaths = 0;
    Bench worker = successor(left);
    while (worker.deadLetters().isEmpty() && deaths < 10) {
      worker.turn();
      if (worker.engine.offsets().contains(3)) {
        // Then the others that are under way with it are lost, too
        deaths++;
        left = worker.committedOffsets();
        done.addAll(worker.committedResults());
        worker = successor(left);
      } else {
        worker.engine.offsets().forEach(worker.engine::answer);
        worker.tick();
      }
    }

    DeadLetter letter = Topics.DEAD_LETTERS.codec().decode(worker.deadLetters().get(0).value());
    assertThat(deaths).isEqualTo(5);
    assertThat(letter.getOffset()).isEqualTo(3);
    assertThat(letter.getAttempts()).isEqualTo(5);
    assertThat(letter.getFailure().getReason()).isEqualTo(FailureReason.TOO_MANY_ATTEMPTS);

    // And every job has one ending
    for (int turn = 0; turn < 20; turn++) {
      worker.engine.offsets().forEach(worker.engine::answer);
      worker.tick();
    }
    assertThat(worker.deadLetters()).hasSize(1);
    assertThat(worker.committedResults()).doesNotHaveDuplicates().doesNotContainAnyElementsOf(done);
    done.addAll(worker.committedResults());
    assertThat(done).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
  }

  private static Bench successor(Map<TopicPartition, OffsetAndMetadata> left) {
    Bench worker = new Bench();
    worker.brokerKnows(left);
    worker.assign(P0);
    worker.add(P0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
    return worker;
  }

  @Test
  void takesAnAttemptBackThatItGivesUpByItself() {
    bench.assign(P0);
    bench.add(P0, 0, 1);
    bench.turn();
    bench.engine.answer(1);

    bench.consumer.rebalance(List.of());

    assertThat(attempts(bench.committed(P0))).isEqualTo(Map.of(0L, 0));
  }

  @Test
  void doesNotHoldItsOwnAttemptsAgainstARecord() {
    // Given a job that goes back to the topic again and again, since transactions get lost
    bench.assign(P0);
    for (int loss = 0; loss < 10; loss++) {
      bench.add(P0, 0);
      bench.turn();
      bench.brokerKnows(bench.committedOffsets());
      bench.consumer.listener().onPartitionsLost(List.of(P0));
      bench.consumer.listener().onPartitionsAssigned(List.of(P0));
    }
    bench.add(P0, 0);
    bench.turn();
    bench.engine.answer(0);
    bench.tick();

    assertThat(bench.deadLetters()).isEmpty();
    assertThat(bench.committedResults()).containsExactly(0);
  }

  @Test
  void triesAgainWhenItsTimeHasComeAndNotBefore() {
    bench.assign(P0, R0);
    bench.add(P0, 0);
    bench.turn();
    bench.engine.postpone(0);
    bench.tick();
    bench.redeliver();

    bench.clock.advance(Duration.ofSeconds(9));
    bench.tick();
    assertThat(bench.engine.offsets()).as("not due").containsExactly(0);
    assertThat(bench.consumer.paused()).containsExactly(R0);
    assertThat(bench.consumer.position(R0)).isZero();

    bench.redeliver();
    bench.clock.advance(Duration.ofSeconds(1));
    bench.tick();
    bench.tick();
    assertThat(bench.engine.offsets()).containsExactly(0, 0);
    bench.engine.answer(0);
    bench.tick();
    assertThat(bench.committedResults()).containsExactly(0);
    assertThat(bench.committed(R0)).isEqualTo(new OffsetAndMetadata(1, ""));
  }

  @Test
  void takesWhatIsNoRetryForADeadLetter() {
    bench.assign(R0);
    bench.consumer.addRecord(
        new ConsumerRecord<>(R0.topic(), R0.partition(), 0, null, new byte[] {1, 2, 3}));
    bench.tick();

    DeadLetter letter = Topics.DEAD_LETTERS.codec().decode(bench.deadLetters().get(0).value());
    assertThat(letter.getFailure().getReason()).isEqualTo(FailureReason.UNDECODABLE_RECORD);
    assertThat(letter.getTopic()).isEqualTo(R0.topic());
    assertThat(letter.getValue().array()).containsExactly(1, 2, 3);
  }

  private static Map<Long, Integer> attempts(OffsetAndMetadata committed) {
    return OffsetMetadata.decode(committed.offset(), committed.metadata())
        .orElseThrow()
        .unfinished();
  }

  @Test
  void finishesWhatIsUnderWayAndHandsBackWhatIsNotWhenDrained() {
    bench.engine.roomFor(1);
    bench.assign(P0);
    bench.add(P0, 0, 1);
    bench.turn();

    bench.loop.stopIntake();
    bench.turn();
    assertThat(bench.paused()).containsExactly(0);
    assertThat(bench.loop.isIdle()).isFalse();
    bench.engine.answer(0);
    bench.tick();

    assertThat(bench.loop.isIdle()).isTrue();
    bench.loop.close();
    assertThat(bench.engine.offsets()).containsExactly(0);
    assertThat(bench.committedResults()).containsExactly(0);
    assertThat(bench.committed(P0).offset()).isEqualTo(1);
    assertThat(bench.consumer.closed()).isTrue();
    assertThat(bench.currentProducer().closed()).isTrue();
  }

  @Test
  void commitsWhatIsFinishedWhenClosed() {
    bench.assign(P0);
    bench.add(P0, 0, 1);
    bench.turn();
    bench.engine.answer(0);

    bench.loop.close();

    assertThat(bench.committedResults()).containsExactly(0);
    assertThat(bench.engine.cancelled()).containsExactly(1);
  }

  @Test
  void startsAfreshWhereATopicWasMadeAnew() {
    bench.brokerKnows(Map.of(P0, new OffsetAndMetadata(500, "")));
    bench.assign(P0);

    // When the consumer is sent to the beginning of a log that ends before its offset
    bench.consumer.seek(P0, 0);
    bench.add(P0, 0, 1);
    bench.turn();

    assertThat(bench.engine.offsets()).containsExactly(0, 1);
  }

  @Test
  void survivesARecoveryThatFails() {
    bench.assign(P0);
    bench.consumer.setPollException(new KafkaException("first"));
    bench.turn();
    bench.consumer.setOffsetsException(new TimeoutException("second"));
    bench.clock.advance(Duration.ofSeconds(1));
    bench.turn();

    bench.clock.advance(Duration.ofSeconds(1));
    bench.add(P0, 0);
    bench.turn();
    bench.turn();

    assertThat(bench.engine.offsets()).containsExactly(0);
  }

  @Test
  void neverWaitsInPollWhileItHoldsBack() {
    // Given an engine without room and a record that waits
    bench.assign(P0);
    bench.engine.roomFor(0);
    bench.add(P0, 0);
    bench.turn();

    bench.turn();
    assertThat(bench.consumer.lastWait()).isZero();

    // When there is room again, polls may wait again
    bench.engine.roomFor(1);
    bench.turn();
    bench.turn();
    assertThat(bench.consumer.lastWait()).isPositive();
  }
}
