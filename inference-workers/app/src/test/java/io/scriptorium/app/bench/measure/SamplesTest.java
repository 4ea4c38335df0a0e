package io.scriptorium.app.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.scriptorium.app.console.Figures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SamplesTest {
  @Test
  void endsOfTheSpreadStandBeforeWhatItWasMeasuredAt(@TempDir Path folder) throws IOException {
    Samples samples = new Samples();
    samples.add("ratio.32", 1);
    samples.add("ratio.32", 3);
    samples.add("ratio.32", 2);
    samples.add("once", 5);
    Figures figures = new Figures();

    samples.putInto(figures, "x.");
    figures.writeTo(folder.resolve("f.json"));

    assertThat(samples.spread("ratio.32")).isEqualTo(new Spread(2, 1, 3));
    assertThat(Files.readString(folder.resolve("f.json")))
        .contains("\"x.ratio.32\" : 2.0", "\"x.ratio_min.32\" : 1.0", "\"x.ratio_max.32\" : 3.0")
        .contains("\"x.once\" : 5.0")
        .doesNotContain("once_min");
  }

  @Test
  void percentilesAreValuesThatWereMeasured() {
    Samples samples = new Samples();
    for (int value = 200; value >= 1; value--) {
      samples.add("ms", value);
    }

    assertThat(samples.percentile("ms", 0.99)).isEqualTo(198);
    assertThat(samples.percentile("ms", 0.5)).isEqualTo(100);
    assertThat(samples.percentile("ms", 0)).isEqualTo(1);
    assertThat(samples.percentile("ms", 1)).isEqualTo(200);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> samples.percentile("s", 0.5))
        .withMessageEndingWith("of s");
  }
}
