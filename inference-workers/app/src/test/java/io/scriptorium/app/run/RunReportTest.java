package io.scriptorium.app.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RunReportTest {
  @Test
  void sumsUp() {
    RunReport report =
        RunReport.EMPTY
            .plus(Results.complete("a", "a", 3))
            .plus(Results.failed("b", "b", "no"))
            .plusFailed();
    assertThat(report.summary(Duration.ofMillis(1_500)))
        .isEqualTo(
            "1 of 3 documents read, 2 failed: 3 pages, 200 characters in 1.5 s"
                + " (2.0 pages/s, 67 tokens/s)");
  }
}
