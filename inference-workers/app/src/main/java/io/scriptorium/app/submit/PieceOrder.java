package io.scriptorium.app.submit;

import io.scriptorium.avro.PartialText;
import java.util.HashMap;
import java.util.Map;

/**
 * Tells pieces of text that are news from those that came before: they come at least once, and a
 * later attempt at a page begins it anew.
 */
final class PieceOrder {
  private final Map<Page, Place> last = new HashMap<>();

  private record Page(String jobId, int number) {}

  private record Place(int attempt, int sequence) {
    boolean isAfter(Place other) {
      return attempt > other.attempt || (attempt == other.attempt && sequence > other.sequence);
    }
  }

  /** Whether a piece comes after all those of its page so far, which it then is one of. */
  boolean isNews(PartialText piece) {
    Page page = new Page(piece.getJobId(), piece.getPage());
    Place place = new Place(piece.getAttempt(), piece.getSequence());
    Place before = last.get(page);
    if (before != null && !place.isAfter(before)) {
      return false;
    }
    last.put(page, place);
    return true;
  }
}
