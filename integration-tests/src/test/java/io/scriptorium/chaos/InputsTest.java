package io.scriptorium.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.scriptorium.chaos.Inputs.Amount;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class InputsTest {
  private static final Amount AMOUNT = new Amount(40, 2, 2, 3);

  @Test
  void theSameSeedMakesTheSameInputs() {
    assertThat(hashes(make(7))).isEqualTo(hashes(make(7))).isNotEqualTo(hashes(make(8)));
  }

  @Test
  void someAreDeadly() {
    assertThat(make(7).images()).filteredOn(image -> image.text().isEmpty()).hasSize(2);
    assertThat(make(7).answers()).isEqualTo(40 + 2 * 3);
  }

  private static Inputs make(long seed) {
    try (MarkedPages source = new MarkedPages()) {
      return Inputs.make(AMOUNT, source, new Random(seed));
    }
  }

  private static List<Integer> hashes(Inputs inputs) {
    return inputs.images().stream().map(image -> Arrays.hashCode(image.content())).toList();
  }
}
