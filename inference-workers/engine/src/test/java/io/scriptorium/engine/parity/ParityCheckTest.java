package io.scriptorium.engine.parity;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ParityCheckTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "parity/models/deepseek-v1-bf16",
        "parity/models/deepseek-v2",
        "parity/models/deepseek-v2-lite",
        "parity/models/deepseek-v3-mtp",
        "parity/models/gpt2",
        "parity/models/llama2-dynamic-ntk",
        "parity/models/llama2-gqa",
        "parity/models/llama2-linear-interpolation",
        "parity/models/llama2-mha",
        "parity/models/llama2-mqa",
        "parity/models/llama3-rope-tied",
        "parity/models/qwen2",
        "parity/models/qwen2.5-vl",
        "parity/models/stories260k",
        "models/reader-tiny"
      })
  void agreesWithTheReference(String fixture) {
    ParityReport report = ParityCheck.run(Fixtures.folder(fixture));

    assertThat(report.passed()).as(report.line()).isTrue();
    assertThat(report.measures()).extracting(Measure::subject).contains("greedy");
  }

  @Test
  void anUnknownFamilyFails() {
    ParityReport report = ParityCheck.run(Fixtures.folder("parity/models/clip"));

    assertThat(report.passed()).isFalse();
    assertThat(report.line()).startsWith("clip  FAILED").contains("model_type");
  }
}
