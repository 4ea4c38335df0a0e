package io.scriptorium.schemas.telemetry;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.api.trace.TracerProvider;

/**
 * Where a service tells of itself.
 *
 * @param meters its meters
 * @param traces its spans
 */
public record Telemetry(MeterRegistry meters, RecordTraces traces) {

  /** Meters that nobody reads, and no spans; traces of others still pass through. */
  public static Telemetry none() {
    return new Telemetry(new SimpleMeterRegistry(), new RecordTraces(TracerProvider.noop()));
  }
}
