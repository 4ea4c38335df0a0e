package io.scriptorium.worker.settings;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * How long a worker lets things wait.
 *
 * @param tick time between two transactions, 10 ms to 5 s; 100 to 500 ms is sensible
 * @param drainDeadline how long work under way may take to finish when the worker is stopped
 */
public record Pace(Duration tick, Duration drainDeadline) {
  public static final Pace DEFAULT = new Pace(Duration.ofMillis(200), Duration.ofSeconds(30));

  private static final Duration SHORTEST_TICK = Duration.ofMillis(10);
  private static final Duration LONGEST_TICK = Duration.ofSeconds(5);

  /** The usual one with another deadline. */
  public static Pace drainedWithin(Duration deadline) {
    return new Pace(DEFAULT.tick, deadline);
  }

  List<String> problems() {
    List<String> problems = new ArrayList<>();
    if (tick.compareTo(SHORTEST_TICK) < 0 || tick.compareTo(LONGEST_TICK) > 0) {
      problems.add("The tick is 10 ms to 5 s, not " + tick);
    }
    if (drainDeadline.isNegative()) {
      problems.add("The drain deadline is not negative, unlike " + drainDeadline);
    }
    return problems;
  }
}
