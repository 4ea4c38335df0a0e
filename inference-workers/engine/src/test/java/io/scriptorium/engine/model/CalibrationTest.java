package io.scriptorium.engine.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.scriptorium.engine.model.Calibration.Best;
import java.util.Random;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;

class CalibrationTest {
  private static final long FULL = 1_000_000;

  /** A machine that is disturbed: two products in three take up to five times as long. */
  private static LongSupplier disturbed(long nanos, long seed) {
    Random random = new Random(seed);
    return () -> (long) (nanos * (random.nextInt(3) == 0 ? 1 : 1 + 4 * random.nextDouble()));
  }

  private static boolean isClearlyFaster(double timesAsFast, long seed) {
    long half = (long) (FULL / timesAsFast);
    return Best.of(disturbed(half, seed), disturbed(FULL, ~seed)).isOneClearlyFaster();
  }

  @Test
  void equalMachinesDecideEquallyHoweverBusyTheyAre() {
    for (long seed = 0; seed < 100; seed++) {
      assertThat(isClearlyFaster(0.6, seed)).as("slower, seed %d", seed).isFalse();
      assertThat(isClearlyFaster(1.1, seed)).as("hardly faster, seed %d", seed).isFalse();
      assertThat(isClearlyFaster(2, seed)).as("twice as fast, seed %d", seed).isTrue();
    }
  }

  @Test
  void atTheMarginItCountsAsFaster() {
    long half = 1000;
    long full = (long) (half * Calibration.MARGIN);

    assertThat(new Best(half, full).isOneClearlyFaster()).isTrue();
    assertThat(new Best(half, full - 1).isOneClearlyFaster()).isFalse();
  }

  @Test
  void aSlowPhaseThatHitsBothChangesNothing() {
    long[] turns = {0};
    // The first half of all products takes three times as long.
    LongSupplier half = () -> 500_000L * (turns[0]++ < Calibration.ROUNDS ? 3 : 1);
    LongSupplier full = () -> FULL * (turns[0]++ < Calibration.ROUNDS ? 3 : 1);

    assertThat(Best.of(half, full).isOneClearlyFaster()).isTrue();
  }
}
