package io.scriptorium.engine.parity;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ParityCheckTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "parity/models/blip-captioning",
        "parity/models/deepseek-v1-bf16",
        "parity/models/deepseek-v2",
        "parity/models/deepseek-v2-lite",
        "parity/models/deepseek-v3-mtp",
        "parity/models/gpt2",
        "parity/models/instructblip",
        "parity/models/llama2-dynamic-ntk",
        "parity/models/llama2-gqa",
        "parity/models/llama2-linear-interpolation",
        "parity/models/llama2-mha",
        "parity/models/llama2-mqa",
        "parity/models/llama3-rope-tied",
        "parity/models/llava-1.5",
        "parity/models/llava-next",
        "parity/models/qwen-vl",
        "parity/models/qwen2",
        "parity/models/qwen2-vl",
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
  void agreesOnEmbeddings() {
    ParityReport report = ParityCheck.run(Fixtures.folder("parity/models/clip"));

    assertThat(report.passed()).as(report.line()).isTrue();
    assertThat(report.measures())
        .extracting(Measure::subject)
        .containsExactly("images", "texts", "logits");
  }

  @Test
  void agreesOnClassesOfPackedImages() {
    ParityReport report = ParityCheck.run(Fixtures.folder("parity/models/navit"));

    assertThat(report.passed()).as(report.line()).isTrue();
    assertThat(report.measures())
        .extracting(Measure::subject)
        .containsExactly("logits", "alone", "together");
  }

  @Test
  void anUnknownFamilyFails(@TempDir Path folder) throws IOException {
    Fixtures.edited("parity/models/gpt2", folder, config -> config.put("model_type", "unheard"));
    Path fixture = Fixtures.folder("parity/models/gpt2");
    for (String file : List.of("expected.json", "expected.safetensors")) {
      Files.copy(fixture.resolve(file), folder.resolve(file));
    }

    ParityReport report = ParityCheck.run(folder);

    assertThat(report.passed()).isFalse();
    assertThat(report.line()).contains("FAILED").contains("model_type \"unheard\"");
  }
}
