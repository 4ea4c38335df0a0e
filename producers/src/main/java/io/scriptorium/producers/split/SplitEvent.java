package io.scriptorium.producers.split;

import io.scriptorium.avro.Failure;
import io.scriptorium.avro.FailureReason;
import io.scriptorium.avro.Payload;
import java.util.List;
import java.util.OptionalInt;

/** What becomes of a document, step by step. The last one is Finished or Rejected. */
sealed interface SplitEvent {

  /** The document could be opened; these pages are to come. */
  record Opened(List<Integer> pages, int pageCount) implements SplitEvent {}

  /** A page is stored. */
  record PageReady(int page, Payload payload, OptionalInt dpi) implements SplitEvent {}

  /** A page could not be had, or is not wanted any more. */
  record PageFailed(int page, Failure failure) implements SplitEvent {
    boolean isCancelled() {
      return failure.getReason() == FailureReason.CANCELLED;
    }
  }

  /**
   * The document could not be split, however often it was tried, or is not wanted any more; no page
   * is out.
   */
  record Rejected(Failure failure, int tries) implements SplitEvent {
    boolean isCancelled() {
      return failure.getReason() == FailureReason.CANCELLED;
    }
  }

  /** Every page is out. */
  record Finished() implements SplitEvent {}
}
