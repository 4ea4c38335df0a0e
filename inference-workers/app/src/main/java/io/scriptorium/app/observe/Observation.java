package io.scriptorium.app.observe;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.scriptorium.schemas.telemetry.Telemetry;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** All that makes a service's process observable, from its start to its end. */
public final class Observation implements AutoCloseable {
  private final Tracing tracing;
  private final Optional<ServiceMeters> meters;
  private final Optional<MetricsServer> server;
  private final Telemetry telemetry;

  private Observation(Tracing tracing, MetricsPort port, Health health) {
    this.tracing = tracing;
    meters = port.number().isPresent() ? Optional.of(new ServiceMeters()) : Optional.empty();
    server =
        meters.map(own -> MetricsServer.start(port.number().orElseThrow(), own.registry(), health));
    telemetry =
        meters
            .map(own -> new Telemetry(own.registry(), tracing.records()))
            .orElseGet(() -> new Telemetry(new SimpleMeterRegistry(), tracing.records()));
  }

  /**
   * Begins to serve metrics and health, if they are wanted, and to export spans, if the environment
   * asks for that.
   *
   * @param service what it is called in traces
   * @throws io.scriptorium.app.console.ActionableException if the port is taken
   */
  public static Observation start(String service, MetricsPort port, Health health) {
    return start(service, port, health, System.getenv());
  }

  static Observation start(
      String service, MetricsPort port, Health health, Map<String, String> environment) {
    return new Observation(Tracing.start(environment, service), port, health);
  }

  /** Where the service tells of itself. */
  public Telemetry telemetry() {
    return telemetry;
  }

  /** The port of metrics and health; empty if they are not served. */
  public OptionalInt port() {
    return server.map(own -> OptionalInt.of(own.port())).orElseGet(OptionalInt::empty);
  }

  /** What to tell a person of it: nothing, or where it is. */
  public String where() {
    return port().isPresent() ? ", metrics on port " + port().getAsInt() : "";
  }

  /** Ends last, when everything else has told what it had to tell. */
  @Override
  public void close() {
    server.ifPresent(MetricsServer::close);
    meters.ifPresent(ServiceMeters::close);
    tracing.close();
  }
}
