package io.scriptorium.worker.loop;

import static io.scriptorium.worker.loop.Bench.P0;
import static io.scriptorium.worker.loop.Bench.P1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Jobs under way when their partitions go to another worker. */
@Timeout(30)
class HandoverTest {
  private static final Duration HANDOVER = Duration.ofSeconds(5);

  /** What happens while the worker is letting go. */
  private static final Executor MEANWHILE =
      CompletableFuture.delayedExecutor(50, TimeUnit.MILLISECONDS);

  private final Bench bench = Bench.handingOver(HANDOVER);

  @Test
  void finishWithinTheTimeAndAreCommitted() {
    bench.engine.roomFor(2);
    bench.assign(P0);
    bench.add(P0, 0, 1, 2);
    bench.turn();

    CompletableFuture<Void> engine =
        CompletableFuture.runAsync(
            () -> {
              bench.engine.answer(0);
              bench.engine.answer(1);
            },
            MEANWHILE);
    bench.consumer.rebalance(List.of());

    engine.join();
    assertThat(bench.committedResults()).containsExactlyInAnyOrder(0, 1);
    assertThat(bench.committed(P0).offset()).isEqualTo(2);
    assertThat(bench.engine.offsets()).as("no further one is begun").containsExactly(0, 1);
  }

  @Test
  void areStoppedOnceTheTimeIsOver() {
    bench.assign(P0);
    bench.add(P0, 0, 1);
    bench.turn();
    bench.engine.answer(0);

    CompletableFuture<Void> time =
        CompletableFuture.runAsync(() -> bench.clock.advance(HANDOVER), MEANWHILE);
    bench.consumer.rebalance(List.of());

    time.join();
    assertThat(bench.committedResults()).containsExactly(0);
    assertThat(bench.committed(P0).offset()).isEqualTo(1);
    assertThat(bench.engine.cancelled()).containsExactly(1);
  }

  @Test
  void keepNoJobOfAnotherPartitionWaiting() {
    bench.engine.roomFor(2);
    bench.assign(P0, P1);
    bench.add(P0, 0, 1);
    bench.turn();
    bench.add(P1, 7);
    bench.turn();

    CompletableFuture<Void> engine =
        CompletableFuture.runAsync(
            () -> {
              bench.engine.answer(0);
              await("7 in the place of 0").until(() -> bench.engine.offsets().contains(7));
              bench.engine.answer(1);
            },
            MEANWHILE);
    bench.consumer.rebalance(List.of(P1));

    engine.join();
    assertThat(bench.engine.offsets()).containsExactly(0, 1, 7);
    assertThat(bench.committedResults()).containsExactly(0, 1);
    assertThat(bench.loop.isIdle()).as("7 goes on").isFalse();
  }
}
