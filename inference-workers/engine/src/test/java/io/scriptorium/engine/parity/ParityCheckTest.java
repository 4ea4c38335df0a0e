package io.scriptorium.engine.parity;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ParityCheckTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "parity/models/llama2-mha",
        "parity/models/llama2-gqa",
        "parity/models/llama2-mqa",
        "parity/models/deepseek-v1-bf16",
        "parity/models/qwen2",
        "parity/models/qwen2.5-vl",
        "models/reader-tiny"
      })
  void agreesWithTheReference(String fixture) {
    ParityReport report = ParityCheck.run(Fixtures.folder(fixture));

    assertThat(report.passed()).as(report.line()).isTrue();
    assertThat(report.greedy().orElseThrow().all()).isPositive();
  }

  @Test
  void anUnknownFamilyFails() {
    ParityReport report = ParityCheck.run(Fixtures.folder("parity/models/clip"));

    assertThat(report.passed()).isFalse();
    assertThat(report.line()).startsWith("clip  FAILED").contains("model_type");
  }
}
