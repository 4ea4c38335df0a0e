package io.scriptorium.app.observe;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Whether something that should happen again and again has not happened for too long.
 *
 * @param limit longest time without it
 * @param clock tells the time
 * @param since when waiting begins, before it has happened for the first time
 */
record Stall(Duration limit, Clock clock, Instant since) {
  static Stall from(Duration limit, Clock clock) {
    return new Stall(limit, clock, clock.instant());
  }

  /** What is wrong, given when it happened last. */
  Optional<String> problem(String what, Optional<Instant> last) {
    return problem(what, Duration.between(last.orElse(since), clock.instant()));
  }

  /** What is wrong, given the time since it happened last. */
  Optional<String> problem(String what, Duration age) {
    return age.compareTo(limit) > 0
        ? Optional.of("%s for %,d s".formatted(what, age.toSeconds()))
        : Optional.empty();
  }
}
