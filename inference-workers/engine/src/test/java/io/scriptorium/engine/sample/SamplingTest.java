package io.scriptorium.engine.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SamplingTest {
  @Test
  void isGreedyOnlyIfTheArgMaxIsAllThatIsAskedFor() {
    assertThat(Sampling.GREEDY.isGreedy()).isTrue();
    assertThat(Sampling.GREEDY.withFilter(Filter.ofTopK(5)).withSeed(3).isGreedy()).isTrue();

    assertThat(Sampling.ofTemperature(0.1).isGreedy()).isFalse();
    assertThat(Sampling.GREEDY.withTopLogProbabilities(1).isGreedy()).isFalse();
    assertThat(Sampling.GREEDY.withPenalties(Penalties.ofRepetition(1.1)).isGreedy()).isFalse();
    assertThat(Sampling.GREEDY.withPenalties(new Penalties(1, 0.1, 0)).isGreedy()).isFalse();
    assertThat(Sampling.GREEDY.withPenalties(new Penalties(1, 0, 0.1)).isGreedy()).isFalse();
  }

  @Test
  void everyChangeLeavesTheRest() {
    Sampling sampling =
        Sampling.ofTemperature(0.7)
            .withFilter(Filter.ofTopK(40).withTopP(0.9).withMinP(0.05))
            .withPenalties(new Penalties(1.1, 0.2, 0.3))
            .withSeed(11)
            .withTopLogProbabilities(4);

    assertThat(sampling)
        .hasToString(
            "Sampling[temperature=0.7, filter=Filter[topK=40, topP=0.9, minP=0.05],"
                + " penalties=Penalties[repetition=1.1, presence=0.2, frequency=0.3],"
                + " seed=OptionalLong[11], topLogProbabilities=4]");
    assertThat(sampling.withTemperature(0.7)).isEqualTo(sampling);
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.1, Double.NaN, Double.POSITIVE_INFINITY})
  void refusesTemperatures(double temperature) {
    assertThatThrownBy(() -> Sampling.ofTemperature(temperature))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Temperature")
        .hasMessageContaining(String.valueOf(temperature));
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 21})
  void refusesNumbersOfLogProbabilities(int count) {
    assertThatThrownBy(() -> Sampling.GREEDY.withTopLogProbabilities(count))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("from 0 to 20; they are 0.0 and " + count);
  }

  @ParameterizedTest
  @CsvSource({"-1, 1, 0", "0, 0, 0", "0, 1.1, 0", "0, NaN, 0", "0, 1, -0.1", "0, 1, 1.1"})
  void refusesFilters(int topK, double topP, double minP) {
    assertThatThrownBy(() -> new Filter(topK, topP, minP))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageEndingWith("they are %d, %s and %s".formatted(topK, topP, minP));
  }

  @ParameterizedTest
  @CsvSource({"0, 0, 0", "Infinity, 0, 0", "NaN, 0, 0", "1, 2.1, 0", "1, 0, -2.1", "1, NaN, 0"})
  void refusesPenalties(double repetition, double presence, double frequency) {
    assertThatThrownBy(() -> new Penalties(repetition, presence, frequency))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageEndingWith("are %s, %s and %s".formatted(repetition, presence, frequency));
  }
}
