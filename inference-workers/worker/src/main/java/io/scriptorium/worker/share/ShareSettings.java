package io.scriptorium.worker.share;

import io.scriptorium.worker.settings.Retries;

/**
 * How a worker shares partitions.
 *
 * @param consumers members of the group in this worker, and so jobs that it holds at once, 1 to 64
 * @param maxDeliveries deliveries of a job at the last of which it is given up untried, 2 to 7
 */
public record ShareSettings(int consumers, int maxDeliveries) {
  /** Enough to keep a batch of pages full on a few cores. */
  public static final int DEFAULT_CONSUMERS = 8;

  /**
   * Checks both.
   *
   * @throws IllegalArgumentException naming all problems in one line
   */
  public ShareSettings {
    if (consumers < 1 || consumers > 64 || maxDeliveries < 2 || maxDeliveries > 7) {
      throw new IllegalArgumentException(
          "A worker is 1 to 64 members of a share group, not %d; a job is given up at its second to"
                  .formatted(consumers)
              + " seventh delivery, not at number %d".formatted(maxDeliveries));
    }
  }

  /** As many deliveries as otherwise processes may die over a job, and one to say so. */
  public static ShareSettings of(int consumers, Retries retries) {
    return new ShareSettings(consumers, Math.min(7, retries.maxDeaths() + 1));
  }
}
