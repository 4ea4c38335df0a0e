package io.scriptorium.schemas.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.function.Supplier;

/** An entry in a service's catalogue of meters. */
public interface ServiceMeter {
  /** Its name as Micrometer writes it, e.g. {@code scriptorium.worker.retries}. */
  String id();

  /** What it counts; empty if the name says so. */
  String unit();

  /** What it is, for a person. */
  String description();

  /** The counter of this name with the given tags, key after value. */
  default Counter counter(MeterRegistry registry, String... tags) {
    return Counter.builder(id())
        .baseUnit(unit().isEmpty() ? null : unit())
        .description(description())
        .tags(tags)
        .register(registry);
  }

  /** The timer of this name with the given tags; a histogram from 5 ms to 10 minutes. */
  default Timer timer(MeterRegistry registry, String... tags) {
    return Timer.builder(id())
        .description(description())
        .tags(tags)
        .serviceLevelObjectives(
            Duration.ofMillis(5),
            Duration.ofMillis(20),
            Duration.ofMillis(50),
            Duration.ofMillis(100),
            Duration.ofMillis(250),
            Duration.ofMillis(500),
            Duration.ofSeconds(1),
            Duration.ofMillis(2500),
            Duration.ofSeconds(5),
            Duration.ofSeconds(10),
            Duration.ofSeconds(30),
            Duration.ofMinutes(1),
            Duration.ofMinutes(2),
            Duration.ofMinutes(5),
            Duration.ofMinutes(10))
        .register(registry);
  }

  /** Lets the gauge of this name and tags, key after value, ask for its value, on any thread. */
  default void gauge(MeterRegistry registry, Supplier<Number> value, String... tags) {
    Gauge.builder(id(), value)
        .baseUnit(unit().isEmpty() ? null : unit())
        .description(description())
        .tags(tags)
        .register(registry);
  }
}
