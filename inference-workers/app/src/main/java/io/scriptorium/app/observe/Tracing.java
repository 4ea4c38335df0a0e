package io.scriptorium.app.observe;

import io.opentelemetry.api.trace.TracerProvider;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import io.scriptorium.schemas.telemetry.RecordTraces;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Spans of this process, exported as OpenTelemetry's environment variables say; none unless one of
 * them asks for an exporter or names an endpoint.
 *
 * @param sdk what exports; empty: nothing does
 */
public record Tracing(Optional<OpenTelemetrySdk> sdk) implements AutoCloseable {
  private static final List<String> ENDPOINTS =
      List.of("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT");

  /**
   * Starts what the environment asks for.
   *
   * @param service name of the service, unless {@code OTEL_SERVICE_NAME} says another
   */
  public static Tracing start(Map<String, String> environment, String service) {
    if (!isAsked(environment)) {
      return new Tracing(Optional.empty());
    }
    OpenTelemetrySdk sdk =
        AutoConfiguredOpenTelemetrySdk.builder()
            .disableShutdownHook()
            .addPropertiesSupplier(
                () ->
                    Map.of(
                        "otel.service.name", service,
                        "otel.exporter.otlp.protocol", "http/protobuf",
                        "otel.metrics.exporter", "none",
                        "otel.logs.exporter", "none"))
            .build()
            .getOpenTelemetrySdk();
    return new Tracing(Optional.of(sdk));
  }

  static boolean isAsked(Map<String, String> environment) {
    if (Boolean.parseBoolean(environment.get("OTEL_SDK_DISABLED"))) {
      return false;
    }
    String exporter = environment.get("OTEL_TRACES_EXPORTER");
    return isSet(exporter)
        ? !"none".equalsIgnoreCase(exporter)
        : ENDPOINTS.stream().map(environment::get).anyMatch(Tracing::isSet);
  }

  private static boolean isSet(@Nullable String value) {
    return value != null && !value.isBlank();
  }

  /** Where spans of records go. */
  public RecordTraces records() {
    return new RecordTraces(
        sdk.<TracerProvider>map(OpenTelemetrySdk::getSdkTracerProvider)
            .orElseGet(TracerProvider::noop));
  }

  /** Exports what is left, within 10 s. */
  @Override
  public void close() {
    sdk.ifPresent(OpenTelemetrySdk::close);
  }
}
