package io.scriptorium.worker.settings;

import java.util.List;

/**
 * What a worker remembers of jobs that are done.
 *
 * @param keys most idempotency keys, 1 to 10,000,000; each takes about 250 bytes
 */
public record Memory(int keys) {
  public static final Memory DEFAULT = new Memory(200_000);

  private static final int MOST_KEYS = 10_000_000;

  List<String> problems() {
    return keys < 1 || keys > MOST_KEYS
        ? List.of("Remembered keys are 1 to 10,000,000, not " + keys)
        : List.of();
  }
}
