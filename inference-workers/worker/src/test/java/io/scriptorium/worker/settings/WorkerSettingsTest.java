package io.scriptorium.worker.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scriptorium.schemas.Topics;
import io.scriptorium.worker.settings.KafkaAccess.GroupProtocol;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WorkerSettingsTest {

  @Test
  void hasDefaults() {
    WorkerSettings settings = WorkerSettings.defaults("localhost:9092");

    assertThat(settings.kafka().groupId()).isEqualTo("scriptorium-workers");
    assertThat(settings.kafka().protocol()).isEqualTo(GroupProtocol.CONSUMER);
    assertThat(settings.kafka().properties()).isEmpty();
    assertThat(settings.limits())
        .isEqualTo(new Limits(256L << 10, 256L << 20, 256L << 20, 4, Shares.DEFAULT));
    assertThat(settings.retries())
        .isEqualTo(
            new Retries(3, 5, Duration.ofMillis(500), Duration.ofSeconds(30), Topics.RETRY_LANES));
    assertThat(settings.pace())
        .isEqualTo(new Pace(Duration.ofMillis(200), Duration.ofSeconds(5), Duration.ofSeconds(30)));
    assertThat(settings.memory()).isEqualTo(new Memory(200_000, OptionalLong.empty()));
  }

  @Test
  void keepsTheSecretsOfKafkaToItself() {
    KafkaAccess access =
        new KafkaAccess(
            "localhost:1", "group", GroupProtocol.CONSUMER, Map.of("sasl.jaas.config", "secret"));

    assertThat(WorkerSettings.of(access).toString())
        .contains("sasl.jaas.config")
        .doesNotContain("secret");
  }

  @Test
  void namesAllProblemsAtOnce() {
    assertThatThrownBy(
            () ->
                new WorkerSettings(
                    new KafkaAccess(
                        "localhost",
                        "",
                        GroupProtocol.CONSUMER,
                        Map.of("transactional.id", "mine", "security.protocol", "SSL")),
                    new Limits(0, 0, 0, 0, new Shares(0, 1001, 1, Map.of("press", 0))),
                    new Retries(0, 0, Duration.ZERO, Duration.ofSeconds(-1), List.of()),
                    new Pace(Duration.ofMillis(1), Duration.ofSeconds(61), Duration.ofSeconds(-1)),
                    new Memory(0, OptionalLong.of(0))))
        .isInstanceOf(IllegalArgumentException.class)
        .message()
        .satisfies(message -> assertThat(message.lines()).hasSize(19))
        .contains(
            "host:port",
            "group",
            "transactional.id",
            "Tokens in flight",
            "Bytes in flight",
            "payload",
            "Fetch threads",
            "lane",
            "press",
            "tried",
            "deaths",
            "pause",
            "tick",
            "drain",
            "keys",
            "result store");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a:1", "broker-1.example:9092,broker-2.example:9092", "[::1]:9092"})
  void takesAddressesOfBrokers(String bootstrapServers) {
    assertThat(KafkaAccess.of(bootstrapServers).problems()).isEmpty();
  }

  @Test
  void doublesThePauseUpToTheLongest() {
    Retries retries = new Retries(10, 5, Duration.ofSeconds(1), Duration.ofSeconds(5), List.of());

    assertThat(retries.pauseAfter(1)).isEqualTo(Duration.ofSeconds(1));
    assertThat(retries.pauseAfter(2)).isEqualTo(Duration.ofSeconds(2));
    assertThat(retries.pauseAfter(3)).isEqualTo(Duration.ofSeconds(4));
    assertThat(retries.pauseAfter(4)).isEqualTo(Duration.ofSeconds(5));
    assertThat(retries.pauseAfter(1_000_000)).isEqualTo(Duration.ofSeconds(5));
  }
}
