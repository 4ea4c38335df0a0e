package io.scriptorium.worker.loop;

import io.scriptorium.worker.job.Ending;

/**
 * A record and what comes of it.
 *
 * @param received the record
 * @param ending its result or dead letter, to be written with its offset
 * @param refusals how often the broker refused the ending for its length
 */
record Finished(Received received, Ending ending, int refusals) {
  Finished(Received received, Ending ending) {
    this(received, ending, 0);
  }

  /** Bytes of its records. */
  long bytes() {
    return ending.records().stream().mapToLong(record -> record.value().length).sum();
  }
}
