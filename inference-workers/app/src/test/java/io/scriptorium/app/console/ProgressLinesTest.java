package io.scriptorium.app.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ProgressLinesTest {
  private final StringWriter err = new StringWriter();
  private final AtomicLong nanos = new AtomicLong(-5);
  private final Progress progress =
      new ProgressLines(new PrintWriter(err, true), "pages", Duration.ofSeconds(10), nanos::get);

  @Test
  void printsALineAtIntervalsOnly() {
    for (int second = 1; second <= 25; second++) {
      nanos.addAndGet(1_000_000_000L);
      progress.update(second, 100);
    }
    assertThat(err.toString().lines())
        .containsExactly(
            "10 of 100 pages, 1.0 pages/s, 0:01:30 left",
            "20 of 100 pages, 1.0 pages/s, 0:01:20 left");
  }

  @Test
  void saysOtherLinesAtOnce() {
    progress.say("a.pdf: empty file");
    assertThat(err.toString().lines()).containsExactly("a.pdf: empty file");
  }
}
