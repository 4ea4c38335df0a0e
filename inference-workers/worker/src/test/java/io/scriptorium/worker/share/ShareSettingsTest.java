package io.scriptorium.worker.share;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scriptorium.worker.settings.Retries;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ShareSettingsTest {
  @Test
  void triesAJobAsOftenAsWithRetryTopics() {
    assertThat(ShareSettings.of(8, Retries.DEFAULT))
        .isEqualTo(new ShareSettings(8, 4, 5, Duration.ofSeconds(10)));
    assertThat(ShareSettings.of(8, Retries.DEFAULT.withoutLanes()))
        .isEqualTo(new ShareSettings(8, 1, 5, Duration.ZERO));
  }

  @Test
  void givesAJobUpBeforeTheBrokerDoes() {
    assertThatThrownBy(() -> new ShareSettings(1, 8, 5, Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("2 to 64 members of a share group, not 1")
        .hasMessageContaining("after 1 to 7 deliveries, not 8");
  }
}
