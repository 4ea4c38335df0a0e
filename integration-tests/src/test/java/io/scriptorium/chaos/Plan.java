package io.scriptorium.chaos;

import java.time.Duration;
import java.util.Map;

/**
 * What happens in a run.
 *
 * @param amount of the inputs
 * @param cast who works
 * @param faults how often each happens
 * @param between mean pause between them
 * @param seed of inputs, faults, victims and times
 */
record Plan(
    Inputs.Amount amount,
    Pipeline.Cast cast,
    Map<Fault, Integer> faults,
    Duration between,
    long seed) {
  /** Whether some of the faults need parts with networks and disks of their own. */
  boolean needsIsolation() {
    return faults.entrySet().stream()
        .anyMatch(entry -> entry.getKey().needsIsolation() && entry.getValue() > 0);
  }

  boolean fillsDisk() {
    return faults.getOrDefault(Fault.FILL_DISK, 0) > 0;
  }
}
