package io.scriptorium.engine.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.Device;
import io.scriptorium.engine.Completion;
import io.scriptorium.engine.batch.EngineSettings;
import io.scriptorium.engine.batch.Speculation;
import io.scriptorium.engine.bench.EngineMode;
import io.scriptorium.engine.bench.LineRequests;
import io.scriptorium.engine.image.ImageRejectedException;
import io.scriptorium.engine.model.BundledModel;
import io.scriptorium.engine.model.ComputeType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The bundled model in 8-bit integers on the lines of two samples. */
class Int8AnswersTest {
  private static final Path SAMPLES = Path.of("..", "..", "samples");

  @Test
  void nineLinesInTenAreReadAsInThirtyTwoBits() throws IOException, ImageRejectedException {
    assumeTrue(
        ComputeType.INT8.lacking(Device.cpu()).isEmpty(),
        "needs products of 8-bit integers, and oneDNN");
    List<Path> pages = List.of(SAMPLES.resolve("two-columns.png"), SAMPLES.resolve("receipt.png"));
    List<Completion> exact;
    LineRequests lines;
    try (EngineMode engine = start(ComputeType.FLOAT32)) {
      lines = LineRequests.of(BundledModel.folder(), engine.model().images().orElseThrow(), pages);
      exact = engine.answers(lines.requests(), 16, count -> {});
    }
    List<Completion> rounded;
    try (EngineMode engine = start(ComputeType.INT8)) {
      rounded = engine.answers(lines.requests(), 16, count -> {});
    }

    NumbersComparison comparison = NumbersComparison.of(exact, rounded);

    assertThat(comparison.answers()).isGreaterThan(30);
    assertThat(comparison.equalShare()).isGreaterThanOrEqualTo(0.9);
  }

  private static EngineMode start(ComputeType numbers) {
    EngineSettings settings =
        EngineSettings.defaults().withComputeType(numbers).withSpeculation(Speculation.OFF);
    return EngineMode.start(BundledModel.folder(), settings, List.of());
  }
}
