package io.scriptorium.app.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scriptorium.app.console.ActionableException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.TypeConversionException;

class MetricsServerTest {
  private static final MetricsPort ANY = new MetricsPort(OptionalInt.of(0));

  private Optional<String> startup = Optional.empty();
  private Optional<String> ready = Optional.empty();
  private Optional<String> live = Optional.empty();
  private final Health health = new Health(() -> startup, () -> ready, () -> live);
  private final Observation observed = Observation.start("test", ANY, health, Map.of());

  @AfterEach
  void close() {
    observed.close();
  }

  private HttpResponse<String> ask(String method, String path) throws Exception {
    URI address = URI.create("http://localhost:" + observed.port().getAsInt() + path);
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(address)
                .method(method, HttpRequest.BodyPublishers.noBody())
                .build(),
            HttpResponse.BodyHandlers.ofString());
  }

  private HttpResponse<String> get(String path) throws Exception {
    return ask("GET", path);
  }

  @Test
  void givesPrometheusWhatTheRegistryHolds() throws Exception {
    observed.telemetry().meters().counter("scriptorium.test").increment();

    HttpResponse<String> metrics = get("/metrics");

    assertThat(metrics.statusCode()).isEqualTo(200);
    assertThat(metrics.headers().firstValue("Content-Type").orElseThrow())
        .startsWith("text/plain; version=0.0.4");
    assertThat(metrics.body())
        .contains("scriptorium_test_total 1.0", "jvm_memory_used_bytes", "process_cpu_usage");
  }

  @Test
  void saysWhatIsWrong() throws Exception {
    assertThat(get("/health/startup").statusCode()).isEqualTo(200);
    assertThat(get("/health/ready").statusCode()).isEqualTo(200);
    assertThat(get("/health/live").statusCode()).isEqualTo(200);

    ready = Optional.of("draining");
    assertThat(get("/health/ready").statusCode()).isEqualTo(503);
    assertThat(get("/health/ready").body()).isEqualTo("draining\n");
    assertThat(get("/health/live").statusCode()).isEqualTo(200);

    live = Optional.of("stuck");
    assertThat(get("/health/live").statusCode()).isEqualTo(503);
    startup = Optional.of("loading");
    ready = Optional.empty();
    assertThat(get("/health/ready").body()).as("not before it has started").isEqualTo("loading\n");
  }

  @Test
  void answersNothingElse() throws Exception {
    assertThat(get("/metrics/more").statusCode()).isEqualTo(404);
    assertThat(ask("POST", "/metrics").statusCode()).isEqualTo(405);
    assertThat(ask("HEAD", "/metrics").statusCode()).isEqualTo(200);
  }

  @Test
  void aTakenPortIsOneLineThatSaysWhatToDo() {
    MetricsPort taken = new MetricsPort(observed.port());

    assertThatThrownBy(() -> Observation.start("test", taken, health, Map.of()))
        .isInstanceOf(ActionableException.class)
        .hasMessageContaining(String.valueOf(taken.number().getAsInt()))
        .hasMessageContaining("--metrics-port");
  }

  @Test
  void offServesNothing() throws IOException {
    try (Observation silent = Observation.start("test", MetricsPort.OFF, health, Map.of())) {
      assertThat(silent.port()).isEmpty();
      assertThat(silent.where()).isEmpty();
    }
  }

  @Test
  void aPortIsANumberOrOff() {
    MetricsPort.Converter converter = new MetricsPort.Converter();
    assertThat(converter.convert("9404").number()).hasValue(9404);
    assertThat(converter.convert("OFF")).isEqualTo(MetricsPort.OFF);
    for (String wrong : new String[] {"", "-1", "65536", "tcp://10.0.0.1:9404"}) {
      assertThatThrownBy(() -> converter.convert(wrong))
          .isInstanceOf(TypeConversionException.class);
    }
  }
}
