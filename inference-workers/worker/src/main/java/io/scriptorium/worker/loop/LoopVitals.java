package io.scriptorium.worker.loop;

import java.time.Instant;
import java.util.Optional;

/**
 * Signs of a poll loop's life, for those who watch over it.
 *
 * @param membership whether it takes part in its group
 * @param lastTurn when its last turn ended; empty before the first one
 */
public record LoopVitals(Membership membership, Optional<Instant> lastTurn) {

  /** Of a loop that has made no turn. */
  public static final LoopVitals NONE = new LoopVitals(Membership.JOINING, Optional.empty());

  /** Whether and how a worker takes part in its group. */
  public enum Membership {
    /** It is not a member yet, or not again. */
    JOINING,
    /** It takes jobs of its partitions, if there are enough partitions for it to have any. */
    WORKING,
    /** It finishes what it has and takes nothing more. */
    DRAINING,
    /** It has left for good. */
    LEFT
  }

  /** The same with another membership. */
  public LoopVitals with(Membership other) {
    return new LoopVitals(other, lastTurn);
  }
}
