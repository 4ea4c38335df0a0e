package io.scriptorium.app.bench.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scriptorium.app.console.ActionableException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RoundTest {
  private static final StageShares SHARES =
      new StageShares(Map.of(Stage.KAFKA, 1.0, Stage.ENCODER, 3.0));

  @Test
  void countsByThePage() {
    Round round = new Round(8, 0, 100, Duration.ofSeconds(2), SHARES);

    assertThat(round.requireAll().pagesPerSecond()).isEqualTo(4);
    assertThat(round.tokensPerSecond()).isEqualTo(50);
    assertThat(round.processorSeconds()).isEqualTo(0.5);
    assertThat(round.processorSeconds(Stage.KAFKA)).isEqualTo(0.125);
    assertThat(round.processorSeconds(Stage.SPLITTING)).isZero();
    assertThat(round)
        .hasToString("8 pages in 2.0 s (4.00 pages/s), 0.500 processor seconds a page");
  }

  @Test
  void isNoMeasurementWherePagesWereNotRead() {
    Round round = new Round(7, 1, 100, Duration.ofSeconds(2), SHARES);

    assertThatThrownBy(round::requireAll)
        .isInstanceOf(ActionableException.class)
        .hasMessageStartingWith("1 pages were not read");
  }
}
