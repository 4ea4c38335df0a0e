package io.scriptorium.app.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PaceTest {
  @Test
  void tellsRateAndTimeLeft() {
    Pace pace = new Pace(1_200, 4_800, Duration.ofMinutes(20));
    assertThat(pace.rate()).isEqualTo(1.0);
    assertThat(pace.line("pages")).isEqualTo("1,200 of 4,800 pages, 1.0 pages/s, 1:00:00 left");
  }

  @Test
  void guessesNothingBeforeTheFirstUnit() {
    Pace pace = new Pace(0, 10, Duration.ofSeconds(5));
    assertThat(pace.left()).isEmpty();
    assertThat(pace.line("pages")).isEqualTo("0 of 10 pages, 0.0 pages/s");
  }

  @Test
  void moreDoneThanKnownLeavesNoTime() {
    assertThat(new Pace(5, 3, Duration.ofSeconds(5)).left()).contains(Duration.ZERO);
  }
}
