package io.scriptorium.app.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class TracingTest {
  @Test
  void isOffUnlessTheEnvironmentAsksForAnExporter() {
    assertThat(Tracing.isAsked(Map.of())).isFalse();
    assertThat(Tracing.isAsked(Map.of("OTEL_SERVICE_NAME", "x"))).isFalse();
    assertThat(Tracing.isAsked(Map.of("OTEL_TRACES_EXPORTER", "none"))).isFalse();
    assertThat(Tracing.isAsked(Map.of("OTEL_TRACES_EXPORTER", "otlp"))).isTrue();
    assertThat(Tracing.isAsked(Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", "http://collector:4318")))
        .isTrue();
    assertThat(
            Tracing.isAsked(
                Map.of(
                    "OTEL_EXPORTER_OTLP_ENDPOINT",
                    "http://collector:4318",
                    "OTEL_TRACES_EXPORTER",
                    "none")))
        .isFalse();
    assertThat(Tracing.isAsked(Map.of("OTEL_TRACES_EXPORTER", "otlp", "OTEL_SDK_DISABLED", "true")))
        .isFalse();
  }

  @Test
  void startsTheSdkWhereItIsAsked() {
    try (Tracing tracing =
        Tracing.start(
            Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", "http://localhost:1"), "scriptorium-test")) {
      assertThat(tracing.sdk()).isPresent();
    }
    try (Tracing tracing = Tracing.start(Map.of(), "scriptorium-test")) {
      assertThat(tracing.sdk()).isEmpty();
    }
  }
}
