package io.scriptorium.worker.share;

import io.scriptorium.schemas.RetryLane;
import io.scriptorium.worker.settings.Retries;
import java.time.Duration;

/**
 * Settings of a worker that shares partitions, beside those of every worker.
 *
 * @param consumers members of the group that it is, each with one job at a time, 2 to 64
 * @param maxDeliveries deliveries of a job whose failure may pass before it is given up, 1 to
 *     {@value #MOST_DELIVERIES}
 * @param maxDeaths workers that may die over a job before no other is given it
 * @param pause between a failure that may pass and the next delivery
 */
public record ShareSettings(int consumers, int maxDeliveries, int maxDeaths, Duration pause) {
  /** Enough to keep a batch of pages full on a few cores. */
  public static final int DEFAULT_CONSUMERS = 8;

  /**
   * Deliveries after which a record is given up unseen, for whatever reason it came back each time.
   * The broker drops it after three more without a word; until then somebody is to say so.
   */
  static final int MOST_DELIVERIES = ShareGroup.MOST_DELIVERIES - 3;

  /**
   * Checks all.
   *
   * @throws IllegalArgumentException naming all problems in one line
   */
  public ShareSettings {
    if (consumers < 2 || consumers > 64 || maxDeliveries < 1 || maxDeliveries > MOST_DELIVERIES) {
      throw new IllegalArgumentException(
          "A worker is 2 to 64 members of a share group, not %d; a job is given up after 1 to %d"
                  .formatted(consumers, MOST_DELIVERIES)
              + " deliveries, not %d".formatted(maxDeliveries));
    }
  }

  /** As often as a job is tried with retry topics; the pause is that of the first of them. */
  public static ShareSettings of(int consumers, Retries retries) {
    return new ShareSettings(
        consumers,
        Math.min(MOST_DELIVERIES, 1 + retries.lanes().size()),
        retries.maxDeaths(),
        retries.lanes().stream().map(RetryLane::delay).findFirst().orElse(Duration.ZERO));
  }
}
