package io.scriptorium.app.bench.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.scriptorium.engine.task.StageTimes;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StageSharesTest {
  private static StageTimes clocks(int decode, int layout, int vision, int text) {
    return new StageTimes(
        Duration.ofSeconds(decode),
        Duration.ofSeconds(layout),
        Duration.ofSeconds(vision),
        Duration.ofSeconds(text),
        Duration.ZERO);
  }

  @Test
  void dividesThreadsThatServeTwoStages() {
    Map<String, Double> threads =
        Map.of(
            "task-preparatio", 4.0,
            "engine-0", 3.0,
            "engine-1", 3.0,
            "data-plane-kafk", 1.0,
            "kafka-producer-", 0.125,
            "consumer_backgr", 0.125,
            "scriptorium-ass", 0.5,
            "C2 CompilerThre", 0.5,
            "task-finishing-", 0.25,
            "mystery", 0.25);
    StageShares shares = StageShares.of(threads, 2, clocks(1, 3, 2, 4));
    assertThat(shares.seconds())
        .containsEntry(Stage.DECODING_FILES, 1.0)
        .containsEntry(Stage.FINDING_LINES, 3.0)
        .containsEntry(Stage.BROKER, 1.0)
        .containsEntry(Stage.KAFKA, 0.25)
        .containsEntry(Stage.ASSEMBLING, 0.5)
        .containsEntry(Stage.JAVA, 0.5)
        .containsEntry(Stage.COMPOSING, 0.25)
        .containsEntry(Stage.OTHER, 0.25)
        .containsEntry(Stage.SPLITTING, 2.0);
    assertThat(shares.seconds().get(Stage.ENCODER)).isCloseTo(2, within(1e-9));
    assertThat(shares.seconds().get(Stage.DECODING_TEXT)).isCloseTo(4, within(1e-9));
    double whole = Arrays.stream(Stage.values()).mapToDouble(shares::share).sum();
    assertThat(whole).isCloseTo(1, within(1e-9));
  }

  @Test
  void sumsUp() {
    StageShares one = StageShares.of(Map.of("kafka-producer-", 1.0), 0, clocks(0, 0, 0, 0));
    StageShares two =
        StageShares.of(Map.of("kafka-coordinat", 2.0, "odd", 1.0), 0, clocks(0, 0, 0, 0));
    assertThat(one.plus(two).share(Stage.KAFKA)).isCloseTo(0.75, within(1e-9));
  }
}
