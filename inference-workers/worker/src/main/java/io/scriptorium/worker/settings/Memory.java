package io.scriptorium.worker.settings;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * What a worker remembers of jobs that are done.
 *
 * @param keys most idempotency keys, 1 to 10,000,000; each takes about 250 bytes
 * @param results most bytes of results from which the same jobs are answered again; empty: every
 *     job goes to the model
 */
public record Memory(int keys, OptionalLong results) {
  /** Keys and no results. */
  public static final Memory DEFAULT = new Memory(200_000, OptionalLong.empty());

  private static final int MOST_KEYS = 10_000_000;

  List<String> problems() {
    List<String> problems = new ArrayList<>();
    if (keys < 1 || keys > MOST_KEYS) {
      problems.add("Remembered keys are 1 to 10,000,000, not " + keys);
    }
    if (results.isPresent() && results.getAsLong() < 1) {
      problems.add("A result store has at least 1 byte, not " + results.getAsLong());
    }
    return problems;
  }
}
