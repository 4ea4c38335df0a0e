package io.scriptorium.assembler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class AssemblerSettingsTest {
  private static final Path STATE = Path.of("state");

  @Test
  void tellsAllProblemsAtOnce() {
    AssemblyTiming timing = new AssemblyTiming(Duration.ZERO, Duration.ZERO, Duration.ZERO);
    Map<String, String> kafka = Map.of("application.id", "x", "linger.ms", "5");

    assertThatThrownBy(() -> new AssemblerSettings("nowhere", STATE, timing, kafka))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("A tick lasts at least 10 ms")
        .hasMessageContaining("host:port")
        .hasMessageContaining("application.id")
        .hasMessageNotContaining("linger.ms");
  }

  @Test
  void deliversExactlyOnceByDefault() {
    Properties properties = StreamsProperties.of(AssemblerSettings.of("localhost:9092", STATE));

    assertThat(properties)
        .containsEntry("processing.guarantee", "exactly_once_v2")
        .containsEntry("application.id", "scriptorium-assembler");
  }
}
