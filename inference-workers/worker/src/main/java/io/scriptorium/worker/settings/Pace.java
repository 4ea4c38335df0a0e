package io.scriptorium.worker.settings;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * How long a worker lets things wait.
 *
 * @param tick time between two transactions, 10 ms to 5 s; 100 to 500 ms is sensible
 * @param handover how long work under way may take to finish when its partition goes to another
 *     worker, which waits meanwhile; 0 to 60 s
 * @param drainDeadline how long work under way may take to finish when the worker is stopped
 */
public record Pace(Duration tick, Duration handover, Duration drainDeadline) {
  public static final Pace DEFAULT =
      new Pace(Duration.ofMillis(200), Duration.ofSeconds(5), Duration.ofSeconds(30));

  private static final Duration SHORTEST_TICK = Duration.ofMillis(10);
  private static final Duration LONGEST_TICK = Duration.ofSeconds(5);

  /** Well below the time after which a group gives up a member that does not let go. */
  private static final Duration LONGEST_HANDOVER = Duration.ofSeconds(60);

  /** The same with other times for work under way. */
  public Pace with(Duration longestHandover, Duration longestDrain) {
    return new Pace(tick, longestHandover, longestDrain);
  }

  List<String> problems() {
    List<String> problems = new ArrayList<>();
    if (tick.compareTo(SHORTEST_TICK) < 0 || tick.compareTo(LONGEST_TICK) > 0) {
      problems.add("The tick is 10 ms to 5 s, not " + tick);
    }
    if (handover.isNegative() || handover.compareTo(LONGEST_HANDOVER) > 0) {
      problems.add("The hand-over takes 0 to 60 s, not " + handover);
    }
    if (drainDeadline.isNegative()) {
      problems.add("The drain deadline is not negative, unlike " + drainDeadline);
    }
    return problems;
  }
}
