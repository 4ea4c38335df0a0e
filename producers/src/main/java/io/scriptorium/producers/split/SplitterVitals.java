package io.scriptorium.producers.split;

import java.time.Instant;
import java.util.Optional;

/**
 * Signs of a splitter's life, for those who watch over it.
 *
 * @param membership whether it takes part in its group
 * @param lastTurn when it last polled or tried to; empty before the first time
 */
public record SplitterVitals(Membership membership, Optional<Instant> lastTurn) {

  /** Of a splitter that has not begun. */
  static final SplitterVitals NONE = new SplitterVitals(Membership.JOINING, Optional.empty());

  /** Whether a splitter takes part in its group. */
  public enum Membership {
    JOINING,
    WORKING,
    LEAVING
  }
}
