package io.scriptorium.app.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class BrokerSettingsTest {

  @Test
  void tellsAllProblemsAtOnce() {
    Map<String, String> overrides = Map.of("node.id", "7", "listeners", "PLAINTEXT://0.0.0.0:1");

    assertThatThrownBy(
            () -> new BrokerSettings(OptionalInt.of(70_000), Optional.empty(), overrides))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("port must be from 1 to 65535, not 70000")
        .hasMessageContaining("node.id cannot be overridden")
        .hasMessageContaining("listeners cannot be overridden");
  }

  @Test
  void listensOnLoopbackOnlyAndTakesOverrides() {
    Properties properties =
        BrokerProperties.of(
            new LoopbackPorts(9092, 9093), Path.of("/data"), Map.of("num.io.threads", "5"));

    assertThat(properties)
        .containsEntry("listeners", "PLAINTEXT://127.0.0.1:9092,CONTROLLER://127.0.0.1:9093")
        .containsEntry("controller.quorum.voters", "1@127.0.0.1:9093")
        .containsEntry("num.io.threads", "5")
        .containsEntry("log.dirs", "/data");
  }

  @Test
  void choosesTwoDifferentPorts() {
    LoopbackPorts ports = LoopbackPorts.choose(OptionalInt.empty());

    assertThat(ports.client()).isPositive().isNotEqualTo(ports.controller());
  }
}
