package io.scriptorium.engine;

import java.time.Instant;
import java.util.Optional;

/**
 * How soon an answer is needed.
 *
 * @param priority requests of a higher one go first, though none waits for ever; usually 0
 * @param deadline when an answer is of no use any more
 */
public record Urgency(int priority, Optional<Instant> deadline) {
  /** Usual priority, no deadline. */
  public static final Urgency USUAL = new Urgency(0, Optional.empty());

  /** This priority, no deadline. */
  public static Urgency of(int priority) {
    return new Urgency(priority, Optional.empty());
  }

  /** This urgency with a deadline. */
  public Urgency until(Instant instant) {
    return new Urgency(priority, Optional.of(instant));
  }
}
