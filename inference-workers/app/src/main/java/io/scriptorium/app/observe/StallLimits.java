package io.scriptorium.app.observe;

import java.time.Duration;

/**
 * After which time without progress a service counts as stuck.
 *
 * @param poll since the last turn of the loop that polls Kafka
 * @param engine since the last step of an engine that has work
 */
public record StallLimits(Duration poll, Duration engine) {
  /** A turn that finds no broker waits for them, for more than a minute. */
  public static final StallLimits DEFAULT =
      new StallLimits(Duration.ofSeconds(120), Duration.ofSeconds(60));
}
