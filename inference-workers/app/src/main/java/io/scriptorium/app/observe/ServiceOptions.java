package io.scriptorium.app.observe;

import io.scriptorium.app.console.ActionableException;
import java.time.Duration;
import picocli.CommandLine.Option;

/** Options of every service: where it can be watched, and when it counts as stuck. */
public final class ServiceOptions {
  @Option(
      names = "--metrics-port",
      paramLabel = "PORT",
      defaultValue = "9404",
      converter = MetricsPort.Converter.class,
      description =
          "Port of /metrics, /health/startup, /health/ready and /health/live; 'off' for none"
              + " (default: ${DEFAULT-VALUE}).")
  private MetricsPort port;

  @Option(
      names = "--poll-stall-seconds",
      paramLabel = "N",
      defaultValue = "120",
      description =
          "Seconds without a turn of the loop that polls Kafka after which /health/live fails"
              + " (default: ${DEFAULT-VALUE}).")
  private int pollStallSeconds;

  /** Where metrics and health are served. */
  public MetricsPort port() {
    return port;
  }

  /**
   * When the service counts as stuck; a service without engines takes the usual limit of theirs.
   */
  public StallLimits limits() {
    return new StallLimits(
        seconds("--poll-stall-seconds", pollStallSeconds), StallLimits.DEFAULT.engine());
  }

  /**
   * A time that is given in seconds.
   *
   * @throws ActionableException if it is none
   */
  public static Duration seconds(String option, int seconds) {
    if (seconds < 1) {
      throw new ActionableException("%s is at least 1, not %d".formatted(option, seconds));
    }
    return Duration.ofSeconds(seconds);
  }
}
