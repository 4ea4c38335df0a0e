package io.scriptorium.assembler.document;

import io.scriptorium.avro.DocumentStatus;
import io.scriptorium.avro.ItemStatus;

/**
 * How far a document is.
 *
 * @param asked pages that were asked for
 * @param read pages of them that were read, by whatever way
 * @param failed pages of them that came unread
 * @param isCancelled whether one of those came unread because it was cancelled
 */
public record Tally(int asked, int read, int failed, boolean isCancelled) {

  /** Nothing has come of the pages that were asked for. */
  public static Tally of(int asked) {
    return new Tally(asked, 0, 0, false);
  }

  /** Whether a page of this outcome was read. */
  public static boolean isRead(ItemStatus status) {
    return status == ItemStatus.OK || status == ItemStatus.FALLBACK;
  }

  /** One page more. */
  public Tally plus(ItemStatus status) {
    return isRead(status)
        ? new Tally(asked, read + 1, failed, isCancelled)
        : new Tally(asked, read, failed + 1, isCancelled || status == ItemStatus.CANCELLED);
  }

  /** Pages that have not come. */
  public int missing() {
    return asked - read - failed;
  }

  /** Outcome of the document if it is closed now. */
  public DocumentStatus status() {
    if (isCancelled) {
      return DocumentStatus.CANCELLED;
    }
    if (read == 0) {
      return DocumentStatus.FAILED;
    }
    return read == asked ? DocumentStatus.COMPLETE : DocumentStatus.PARTIAL;
  }
}
