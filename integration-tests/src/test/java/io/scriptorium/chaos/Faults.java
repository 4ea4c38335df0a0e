package io.scriptorium.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * What is done to a pipeline.
 *
 * @param counts how often each fault happens
 * @param between mean pause between them
 */
record Faults(Map<Fault, Integer> counts, Duration between) {
  Faults {
    counts = Map.copyOf(counts);
  }

  boolean include(Fault fault) {
    return counts.getOrDefault(fault, 0) > 0;
  }

  /** Whether some need parts with networks and disks of their own. */
  boolean needIsolation() {
    return counts.keySet().stream().anyMatch(fault -> fault.needsIsolation() && include(fault));
  }

  /** All of them in an order of their own. */
  List<Fault> shuffled(Random random) {
    List<Fault> faults = new ArrayList<>();
    sorted().forEach((fault, count) -> faults.addAll(Collections.nCopies(count, fault)));
    Collections.shuffle(faults, random);
    return faults;
  }

  private Map<Fault, Integer> sorted() {
    EnumMap<Fault, Integer> sorted = new EnumMap<>(Fault.class);
    sorted.putAll(counts);
    return sorted;
  }

  /** For people: how often each happens. */
  @Override
  public String toString() {
    return sorted().toString();
  }
}
