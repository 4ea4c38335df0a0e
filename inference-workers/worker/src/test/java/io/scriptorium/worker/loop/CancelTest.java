package io.scriptorium.worker.loop;

import static io.scriptorium.worker.loop.Bench.P0;
import static io.scriptorium.worker.loop.Bench.R0;
import static org.assertj.core.api.Assertions.assertThat;

import io.scriptorium.avro.FailureReason;
import io.scriptorium.avro.ItemStatus;
import io.scriptorium.avro.PageResult;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.junit.jupiter.api.Test;

class CancelTest {
  private final Bench bench = new Bench();

  @Test
  void stopsAJobUnderWayWithOneOutcome() {
    bench.assign(P0);
    bench.add(P0, 0);
    bench.turn();

    bench.cancel("job");
    bench.turn();
    assertThat(bench.engine.running()).isZero();
    bench.tick();
    bench.engine.answer(0);
    bench.tick();

    assertThat(bench.results())
        .extracting(PageResult::getStatus)
        .containsExactly(ItemStatus.CANCELLED);
    assertThat(bench.results().get(0).getFailure().getReason()).isEqualTo(FailureReason.CANCELLED);
    assertThat(bench.deadLetters()).isEmpty();
    assertThat(bench.committedOffsets()).containsEntry(P0, new OffsetAndMetadata(1, ""));
  }

  @Test
  void takesNothingFromAJobThatHasItsAnswer() {
    bench.assign(P0);
    bench.add(P0, 0);
    bench.turn();
    bench.engine.answer(0);

    bench.cancel("job");
    bench.tick();
    bench.tick();

    assertThat(bench.results()).extracting(PageResult::getStatus).containsExactly(ItemStatus.OK);
  }

  @Test
  void endsWhatWaitsAndWhatComesLaterWithoutStartingIt() {
    bench.engine.roomFor(0);
    bench.assign(P0);
    bench.add(P0, 0);
    bench.tick();

    bench.cancel("job");
    bench.tick();
    bench.engine.roomFor(10);
    bench.tick();
    bench.add(P0, 1);
    bench.tick();
    bench.tick();

    assertThat(bench.engine.offsets()).isEmpty();
    assertThat(bench.results())
        .extracting(PageResult::getStatus)
        .containsExactly(ItemStatus.CANCELLED, ItemStatus.CANCELLED);
    assertThat(bench.committedOffsets()).containsEntry(P0, new OffsetAndMetadata(2, ""));
  }

  @Test
  void leavesOtherJobsAlone() {
    bench.assign(P0);
    bench.add(P0, 0);
    bench.turn();

    bench.cancel("another");
    bench.turn();
    bench.engine.answer(0);
    bench.tick();

    assertThat(bench.results()).extracting(PageResult::getStatus).containsExactly(ItemStatus.OK);
  }

  @Test
  void endsAJobThatComesBackFromARetryTopic() {
    bench.assign(P0, R0);
    bench.add(P0, 0);
    bench.turn();
    bench.engine.postpone(0);
    bench.tick();

    bench.cancel("job");
    bench.tick(Duration.ofSeconds(10));
    bench.redeliver();
    bench.tick();
    bench.tick();

    assertThat(bench.engine.offsets()).containsExactly(0);
    assertThat(bench.results())
        .extracting(PageResult::getStatus)
        .containsExactly(ItemStatus.CANCELLED);
  }

  @Test
  void startsNothingBeforeItIsKnownWhatWasCancelled() {
    Bench early = Bench.thatDoesNotKnowYet();
    early.assign(P0);
    early.add(P0, 0);
    early.tick();
    early.tick();
    assertThat(early.engine.offsets()).isEmpty();

    early.cancelled.becomeCurrentAfter(CompletableFuture.completedFuture(null));
    early.tick();
    early.tick();
    assertThat(early.engine.offsets()).containsExactly(0);
  }
}
