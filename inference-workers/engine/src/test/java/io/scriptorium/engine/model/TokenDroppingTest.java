package io.scriptorium.engine.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scriptorium.engine.PixelValues;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokenDroppingTest {
  private static PixelValues image(int high, int wide, float value) {
    float[] values = new float[high * wide];
    Arrays.fill(values, value);
    return new PixelValues(FloatBuffer.wrap(values), 1, high, wide);
  }

  @Test
  void offKeepsEverything() {
    assertThat(TokenDropping.OFF.kept(image(3, 5, 1)))
        .containsExactly(IntStream.range(0, 15).toArray());
  }

  @ParameterizedTest
  @CsvSource({"10, 10, 0.5, 50", "10, 10, 0.333, 66", "1, 1, 0.9, 1", "1, 3, 0.99, 1"})
  void leavesTheirShareOut(int high, int wide, double rate, int expected) {
    int[] kept = new TokenDropping(rate).kept(image(high, wide, 1));

    assertThat(kept).hasSize(expected).doesNotHaveDuplicates().isSorted();
    assertThat(IntStream.of(kept)).allMatch(patch -> patch >= 0 && patch < high * wide);
  }

  @Test
  void theSameImageLosesTheSamePatchesAndOthersLoseOthers() {
    TokenDropping dropping = new TokenDropping(0.5);

    assertThat(dropping.kept(image(10, 10, 1))).containsExactly(dropping.kept(image(10, 10, 1)));
    assertThat(dropping.kept(image(10, 10, 1)))
        .isNotEqualTo(dropping.kept(image(10, 10, 2)))
        .isNotEqualTo(dropping.kept(image(20, 5, 1)));
  }

  @Test
  void everyPatchIsKeptAsOftenAsOthers() {
    int[] times = new int[16];
    for (int i = 0; i < 4000; i++) {
      for (int patch : new TokenDropping(0.5).kept(image(4, 4, i))) {
        times[patch]++;
      }
    }

    // 2,000 each, with a deviation of 32.
    assertThat(IntStream.of(times)).allMatch(count -> Math.abs(count - 2000) < 160);
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.1, 1, 2, Double.NaN})
  void refusesWhatIsNoShare(double rate) {
    assertThatThrownBy(() -> new TokenDropping(rate))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(String.valueOf(rate));
  }
}
