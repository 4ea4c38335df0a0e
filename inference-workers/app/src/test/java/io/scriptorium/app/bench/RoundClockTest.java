package io.scriptorium.app.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RoundClockTest {
  private long now;

  @Test
  void allowsWhatWouldEndInTime() {
    RoundClock clock = new RoundClock(Duration.ofNanos(100), () -> now);
    assertThat(clock.allows(8)).isTrue();
    clock.took(8, 4, 60);
    now = 40;
    assertThat(clock.allows(8)).isTrue();
    assertThat(clock.allowsRequests(4)).isTrue();
    assertThat(clock.allowsRequests(5)).isFalse();
    now = 41;
    assertThat(clock.allows(8)).isFalse();
  }
}
