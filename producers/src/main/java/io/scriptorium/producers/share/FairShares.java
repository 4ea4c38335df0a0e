package io.scriptorium.producers.share;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.function.ToDoubleFunction;

/**
 * Shares something among flows by their weights: start-time fair queueing (Goyal, Vin and Cheng,
 * SIGCOMM 1996). Flows that have work get, in the long run, amounts in proportion to their weights;
 * one that had none for a while begins with the others and is owed nothing. For one thread.
 *
 * <p>Each flow has a time in a virtual clock at which its next piece begins: where its last one
 * ended, or now if that is past. The earliest goes next and moves the clock to its beginning; the
 * more it takes for its weight, the later its next piece begins.
 */
public final class FairShares<F> {
  private final ToDoubleFunction<F> weights;
  private final Map<F, Double> ends = new HashMap<>();
  private double now;

  /** Shares by these weights, which are positive. */
  public FairShares(ToDoubleFunction<F> weights) {
    this.weights = weights;
  }

  /**
   * Who is next.
   *
   * @param candidates flows that have work; of equals, the first goes first
   * @throws NoSuchElementException if there is none
   */
  public F next(Collection<F> candidates) {
    return candidates.stream().min(Comparator.comparingDouble(this::begin)).orElseThrow();
  }

  /** Notes that a flow takes something now, in whatever unit is shared. */
  public void charge(F flow, double amount) {
    now = begin(flow);
    ends.put(flow, now + amount / weights.applyAsDouble(flow));
    ends.values().removeIf(end -> end <= now);
  }

  private double begin(F flow) {
    return Math.max(now, ends.getOrDefault(flow, now));
  }
}
