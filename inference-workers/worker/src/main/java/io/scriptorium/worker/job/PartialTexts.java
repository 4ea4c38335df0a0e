package io.scriptorium.worker.job;

import io.scriptorium.engine.task.TextSink;

/** Where the text of jobs goes while it is read. Safe for use by several threads. */
@FunctionalInterface
public interface PartialTexts {
  /** Nowhere. */
  PartialTexts NONE = (job, attempt) -> TextSink.NONE;

  /**
   * What takes the text of one try of a job.
   *
   * @param attempt which try it is, here or elsewhere, from 1
   */
  TextSink of(Job job, int attempt);

  /** Whether more may be told; where not, no job should be begun. */
  default boolean hasRoom() {
    return true;
  }
}
