package io.scriptorium.engine.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class DistributionTest {
  private static final float INFINITY = Float.POSITIVE_INFINITY;

  @Test
  void drawsByIdInProportion() {
    Distribution distribution = Distribution.of(Rows.ofProbabilities(0.25, 0.5, 0.125, 0.125));

    assertThat(distribution.sample(0)).isEqualTo(0);
    assertThat(distribution.sample(0.2499)).isEqualTo(0);
    assertThat(distribution.sample(0.2501)).isEqualTo(1);
    assertThat(distribution.sample(0.7499)).isEqualTo(1);
    assertThat(distribution.sample(0.8749)).isEqualTo(2);
    assertThat(distribution.sample(0x1.fffffffffffffp-1)).isEqualTo(3);
  }

  @Test
  void neverDrawsWhatIsLeftOut() {
    float[] row = {-INFINITY, 0, -INFINITY, 0, -INFINITY};

    assertThat(Distribution.of(row).sample(0)).isEqualTo(1);
    assertThat(Distribution.of(row).sample(0x1.fffffffffffffp-1)).isEqualTo(3);
  }

  @Test
  void drawsFollowTheDistributionAcrossBlocks() {
    // Given a row of several blocks whose middle ones have been filtered away
    float[] row = new float[3000];
    Arrays.fill(row, -100);
    int[] possible = {3, 511, 512, 2999};
    double[] probabilities = {0.1, 0.2, 0.3, 0.4};
    for (int i = 0; i < possible.length; i++) {
      row[possible[i]] = (float) Math.log(probabilities[i]);
    }
    Distribution distribution = Distribution.of(row, 1, Filter.ofTopK(4));
    RandomNumbers random = new RandomNumbers(1);

    int[] counts = new int[possible.length];
    for (int i = 0; i < 20_000; i++) {
      counts[List.of(3, 511, 512, 2999).indexOf(distribution.sample(random.at(i)))]++;
    }

    assertThat(ChiSquare.deviations(counts, probabilities)).isLessThan(3.1);
  }

  @Test
  void logProbabilitiesAreThoseOfTheSoftmax() {
    Distribution distribution = Distribution.of(new float[] {1000, 999, -INFINITY, -1e30f});

    double total = 1 + Math.exp(-1);
    assertThat(distribution.logProbability(0)).isCloseTo(-Math.log(total), within(1e-12));
    assertThat(distribution.logProbability(1)).isCloseTo(-1 - Math.log(total), within(1e-12));
    assertThat(distribution.logProbability(2)).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(distribution.logProbability(3)).isCloseTo(-1e30, within(1e24));
  }

  @Test
  void tellsTheMostProbableTokens() {
    Distribution distribution = Distribution.of(Rows.ofProbabilities(0.125, 0.5, 0.25, 0.125));

    assertThat(distribution.top(3))
        .containsExactly(
            new TokenLogProbability(1, (float) Math.log(0.5)),
            new TokenLogProbability(2, (float) Math.log(0.25)),
            new TokenLogProbability(0, (float) Math.log(0.125)));
    assertThat(distribution.top(0)).isEmpty();
    assertThat(distribution.top(9)).hasSize(4);
  }

  @Test
  void atTemperatureZeroTheFirstArgMaxIsSure() {
    Distribution distribution = Distribution.of(new float[] {1, 5, 5, 2}, 0, Filter.OFF);

    assertThat(Rows.probabilities(distribution, 4)).containsExactly(0, 1, 0, 0);
    assertThat(distribution.sample(0.99)).isEqualTo(1);
  }

  @Test
  void tinyAndHugeTemperaturesAreNumbersStill() {
    float[] row = {1, 5, 2};

    assertThat(Rows.probabilities(Distribution.of(row, 1e-300, Filter.OFF), 3))
        .containsExactly(0, 1, 0);
    assertThat(Rows.probabilities(Distribution.of(row, 1e300, Filter.OFF), 3))
        .containsExactly(new double[] {1 / 3.0, 1 / 3.0, 1 / 3.0}, within(1e-12));
  }

  @Test
  void refusesRowsThatAreNoLogits() {
    assertRefused("logit for token 1 is NaN", 1, Float.NaN, 2);
    assertRefused("logit for token 2 is infinite", 1, 2, INFINITY);
    assertRefused("leave no token", -INFINITY, -INFINITY);
    assertRefused("leave no token");
  }

  private static void assertRefused(String message, float... logits) {
    assertThatThrownBy(() -> Distribution.of(logits))
        .isInstanceOf(BadLogitsException.class)
        .hasMessageContaining(message);
  }
}
