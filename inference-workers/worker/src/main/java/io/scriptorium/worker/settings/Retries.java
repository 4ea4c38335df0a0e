package io.scriptorium.worker.settings;

import io.scriptorium.schemas.RetryLane;
import io.scriptorium.schemas.Topics;
import io.scriptorium.worker.offsets.OffsetMetadata;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * How often a job is tried whose failure may pass: an error of ours, memory that ran out, a store
 * that does not answer.
 *
 * @param maxAttempts most tries, the first included
 * @param maxDeaths processes that may die over a job before no other is given it, 1 to {@link
 *     OffsetMetadata#MAX_ATTEMPTS}
 * @param backoff pause after the first try; it doubles with each further one
 * @param maxBackoff longest pause
 * @param lanes topics in which a job waits after its tries failed here, in order; where there is
 *     none it is given up
 */
public record Retries(
    int maxAttempts, int maxDeaths, Duration backoff, Duration maxBackoff, List<RetryLane> lanes) {

  public static final Retries DEFAULT =
      new Retries(3, 5, Duration.ofMillis(500), Duration.ofSeconds(30), Topics.RETRY_LANES);

  public Retries {
    lanes = List.copyOf(lanes);
  }

  /** The same, but a job is given up once its tries failed here. */
  public Retries withoutLanes() {
    return new Retries(maxAttempts, maxDeaths, backoff, maxBackoff, List.of());
  }

  /** Pause after the given number of tries. */
  public Duration pauseAfter(int attempts) {
    Duration pause = backoff;
    for (int i = 1; i < attempts && pause.compareTo(maxBackoff) < 0; i++) {
      pause = pause.multipliedBy(2);
    }
    return pause.compareTo(maxBackoff) < 0 ? pause : maxBackoff;
  }

  List<String> problems() {
    List<String> problems = new ArrayList<>();
    if (maxAttempts < 1) {
      problems.add("A job is tried at least once, not %d times".formatted(maxAttempts));
    }
    if (maxDeaths < 1 || maxDeaths > OffsetMetadata.MAX_ATTEMPTS) {
      problems.add(
          "A job is given up after 1 to %d deaths, not %d"
              .formatted(OffsetMetadata.MAX_ATTEMPTS, maxDeaths));
    }
    if (backoff.isNegative() || backoff.isZero()) {
      problems.add("The pause between tries is longer than nothing, unlike " + backoff);
    }
    if (maxBackoff.compareTo(backoff) < 0) {
      problems.add("The longest pause, %s, is shorter than the first".formatted(maxBackoff));
    }
    return problems;
  }
}
