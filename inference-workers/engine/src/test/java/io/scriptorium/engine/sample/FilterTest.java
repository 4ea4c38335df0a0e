package io.scriptorium.engine.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FilterTest {
  /** Out of order: the ranking is 2, 0, 4, 1, 3. */
  private static final float[] ROW = Rows.ofProbabilities(0.25, 0.1, 0.4, 0.05, 0.2);

  @Test
  void withoutFilterTheSoftmaxIsLeft() {
    assertProbabilities(Filter.OFF, 0.25, 0.1, 0.4, 0.05, 0.2);
  }

  @Test
  void temperatureFlattensOrSharpens() {
    // Squares of the probabilities sum up to 0.275
    double[] probabilities = Rows.probabilities(Distribution.of(ROW, 0.5, Filter.OFF), 5);

    assertThat(probabilities)
        .containsExactly(
            new double[] {0.0625 / 0.275, 0.01 / 0.275, 0.16 / 0.275, 0.0025 / 0.275, 0.04 / 0.275},
            within(1e-6));
  }

  @Test
  void topKLeavesTheMostProbable() {
    assertProbabilities(Filter.ofTopK(1), 0, 0, 1, 0, 0);
    assertProbabilities(Filter.ofTopK(2), 0.25 / 0.65, 0, 0.4 / 0.65, 0, 0);
    assertProbabilities(Filter.ofTopK(99), 0.25, 0.1, 0.4, 0.05, 0.2);
  }

  @Test
  void topPLeavesTheFewestThatReachIt() {
    assertProbabilities(Filter.ofTopP(0.01), 0, 0, 1, 0, 0);
    assertProbabilities(Filter.ofTopP(0.64), 0.25 / 0.65, 0, 0.4 / 0.65, 0, 0);
    assertProbabilities(Filter.ofTopP(0.66), 0.25 / 0.85, 0, 0.4 / 0.85, 0, 0.2 / 0.85);
    assertProbabilities(Filter.ofTopP(0.9999999), 0.25, 0.1, 0.4, 0.05, 0.2);
  }

  @Test
  void minPIsRelativeToTheMostProbable() {
    assertProbabilities(Filter.ofMinP(0.49), 0.25 / 0.85, 0, 0.4 / 0.85, 0, 0.2 / 0.85);
    assertProbabilities(Filter.ofMinP(0.51), 0.25 / 0.65, 0, 0.4 / 0.65, 0, 0);
    assertProbabilities(Filter.ofMinP(1), 0, 0, 1, 0, 0);
  }

  @Test
  void topPMeasuresWhatTopKLeft() {
    // 0.4 of 0.65 is 0.615; of all it is too little
    assertProbabilities(new Filter(2, 0.6, 0), 0, 0, 1, 0, 0);
    assertProbabilities(new Filter(0, 0.6, 0), 0.25 / 0.65, 0, 0.4 / 0.65, 0, 0);
  }

  @Test
  void topPComesBeforeMinP() {
    // Were min-p first, 0.4 of its 0.65 would be enough for top-p
    assertProbabilities(new Filter(0, 0.6, 0.6), 0.25 / 0.65, 0, 0.4 / 0.65, 0, 0);
  }

  @Test
  void filtersSeeTheRowAfterTemperature() {
    // 0.16 / 0.275 is 0.58, and (0.25 / 0.4) ^ 2 is 0.39
    assertThat(Rows.probabilities(Distribution.of(ROW, 0.5, Filter.ofTopP(0.57)), 5))
        .containsExactly(0, 0, 1, 0, 0);
    assertThat(Rows.probabilities(Distribution.of(ROW, 0.5, Filter.ofMinP(0.4)), 5))
        .containsExactly(0, 0, 1, 0, 0);
  }

  @Test
  void ofEqualsTheLowerIdsStay() {
    float[] equal = {1, 2, 2, -0.0f, 2, 0.0f};

    assertThat(kept(equal, Filter.ofTopK(2))).containsExactly(1, 2);
    assertThat(kept(equal, Filter.ofTopK(5))).containsExactly(0, 1, 2, 3, 4);
    assertThat(kept(new float[6], Filter.ofTopP(0.5))).containsExactly(0, 1, 2);
    assertThat(kept(equal, Filter.ofMinP(1))).containsExactly(1, 2, 4);
  }

  @Test
  void whatIsImpossibleNeverStays() {
    float[] row = {Float.NEGATIVE_INFINITY, 1, Float.NEGATIVE_INFINITY, -1e30f};

    assertThat(Distribution.of(row, 1, Filter.ofTopK(3)).probability(0)).isZero();
    assertThat(Distribution.of(row).top(4))
        .extracting(TokenLogProbability::token)
        .containsExactly(1, 3);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 20, 300, 4999})
  void findsWhatAFullSortFinds(int topK) {
    // Given scales from nearly equal to far apart
    for (float scale : new float[] {1e-4f, 1, 1e4f}) {
      float[] row = Rows.normal(5000, topK);
      for (int i = 0; i < row.length; i++) {
        row[i] *= scale;
      }
      List<Integer> sorted =
          IntStream.range(0, row.length)
              .boxed()
              .sorted(Comparator.comparing((Integer token) -> -row[token]))
              .toList();

      Cut topKCut = Filter.ofTopK(topK).cut(row, row[sorted.get(0)], 1);

      assertThat(topKCut.token()).isEqualTo(sorted.get(topK - 1));
      double topP = topKMass(row, sorted, topK);
      if (topP < 1 - 1e-9) {
        Cut topPCut = Filter.ofTopP(topP - 1e-12).cut(row, row[sorted.get(0)], 1);
        assertThat(topPCut.token()).isEqualTo(sorted.get(topK - 1));
      }
    }
  }

  private static double topKMass(float[] row, List<Integer> sorted, int topK) {
    Distribution all = Distribution.of(row);
    return sorted.stream().limit(topK).mapToDouble(all::probability).sum();
  }

  private static int[] kept(float[] row, Filter filter) {
    Distribution distribution = Distribution.of(row, 1, filter);
    return IntStream.range(0, row.length)
        .filter(token -> distribution.probability(token) > 0)
        .toArray();
  }

  private static void assertProbabilities(Filter filter, double... expected) {
    double[] probabilities = Rows.probabilities(Distribution.of(ROW, 1, filter), ROW.length);

    assertThat(probabilities).containsExactly(expected, within(1e-6));
  }
}
