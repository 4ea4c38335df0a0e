package io.scriptorium.chaos;

import java.util.List;
import java.util.Optional;

/** What is submitted as one job, and what is to come of it. */
sealed interface Input {
  String jobId();

  /** The bytes to submit; not to be changed. */
  byte[] content();

  /**
   * An image job.
   *
   * @param text that is to be read on it; empty: it is to fail
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Image(String jobId, byte[] content, Optional<String> text) implements Input {}

  /**
   * A document job.
   *
   * @param pages texts that are to be read on its pages, in order
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Document(String jobId, byte[] content, List<String> pages) implements Input {
    /** The text of the whole. */
    String text() {
      return String.join("\f", pages);
    }
  }
}
