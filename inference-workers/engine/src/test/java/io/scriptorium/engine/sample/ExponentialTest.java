package io.scriptorium.engine.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ExponentialTest {
  @Test
  void isTheExponentialFunction() {
    for (double x = -708; x <= 0; x += 0.0137) {
      assertThat(Exponential.of(x) / StrictMath.exp(x)).isCloseTo(1, within(1e-12));
    }
  }

  @Test
  void isExactAtItsEnds() {
    assertThat(Exponential.of(0)).isEqualTo(1);
    assertThat(Exponential.of(-0.0)).isEqualTo(1);
    assertThat(Exponential.of(-709)).isZero();
    assertThat(Exponential.of(Double.NEGATIVE_INFINITY)).isZero();
  }

  @Test
  void neverFalls() {
    double last = 0;
    for (double x = -3; x <= 0; x += 1e-4) {
      assertThat(Exponential.of(x)).isGreaterThan(last);
      last = Exponential.of(x);
    }
  }
}
