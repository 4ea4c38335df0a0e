package io.scriptorium.producers.split;

import java.time.Duration;

/**
 * How often something is tried again before it is given up.
 *
 * @param maxTries times that a page may bring the process down
 * @param firstPause before a store that failed is asked again; it doubles with each further try
 * @param longestPause longest of these pauses
 * @param storeLimit longest time that a document waits for stores in all; zero: not at all
 */
public record SplitRetries(
    int maxTries, Duration firstPause, Duration longestPause, Duration storeLimit) {
  /** Waits for a store a little longer than a page does in the workers' retry lanes. */
  public static final SplitRetries DEFAULT =
      new SplitRetries(3, Duration.ofMillis(500), Duration.ofSeconds(30), Duration.ofMinutes(15));

  public SplitRetries {
    if (maxTries < 1
        || firstPause.isNegative()
        || firstPause.isZero()
        || longestPause.compareTo(firstPause) < 0
        || storeLimit.isNegative()) {
      throw new IllegalArgumentException("Tries and pauses are positive, and pauses do not shrink");
    }
  }

  /** The same, but a store that fails is not asked again. */
  public SplitRetries withoutWaiting() {
    return new SplitRetries(maxTries, firstPause, longestPause, Duration.ZERO);
  }

  /** Pause after the given number of tries. */
  Duration pauseAfter(int tries) {
    Duration pause = firstPause;
    for (int i = 1; i < tries && pause.compareTo(longestPause) < 0; i++) {
      pause = pause.multipliedBy(2);
    }
    return pause.compareTo(longestPause) < 0 ? pause : longestPause;
  }
}
