package io.scriptorium.engine.batch;

import java.util.Comparator;

/**
 * A place in the waiting queue; the smallest goes first.
 *
 * @param time step at which the sequence came, less the head start of its priority
 * @param arrival how many came before
 */
record Rank(long time, long arrival) implements Comparable<Rank> {
  private static final Comparator<Rank> ORDER =
      Comparator.comparingLong(Rank::time).thenComparingLong(Rank::arrival);

  @Override
  public int compareTo(Rank other) {
    return ORDER.compare(this, other);
  }
}
