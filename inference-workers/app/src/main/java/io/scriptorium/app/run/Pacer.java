package io.scriptorium.app.run;

import java.util.HashMap;
import java.util.Map;

/**
 * How much of a run's work is under way. Documents are handed in only while there is room, so that
 * neither page images nor records pile up however many files there are. Until a document is split,
 * its pages are guessed from its size.
 */
final class Pacer {
  private static final int MAX_DOCUMENTS = 64;
  private static final long MAX_PAGES = 256;
  private static final long BYTES_A_PAGE = 256 << 10;

  private final Map<String, Work> underWay = new HashMap<>();
  private long openPages;
  private long donePages;

  /** Whether another document of this size may be handed in. At least one always may. */
  boolean hasRoom(long bytes) {
    return underWay.isEmpty()
        || (underWay.size() < MAX_DOCUMENTS && openPages + guess(bytes) <= MAX_PAGES);
  }

  /** A document was handed in. */
  void begin(String jobId, long bytes) {
    put(jobId, new Work(guess(bytes), 0));
  }

  /** Its pages are known, and so many of them are done. Unknown jobs are not ours. */
  void progress(String jobId, long pages, long done) {
    Work old = underWay.get(jobId);
    if (old != null) {
      put(jobId, new Work(Math.max(pages, done), done));
    }
  }

  /** It is finished, with so many pages. Answers whether it was under way. */
  boolean end(String jobId, long pages) {
    Work old = underWay.remove(jobId);
    if (old == null) {
      return false;
    }
    openPages -= old.open();
    donePages += pages - old.done();
    return true;
  }

  boolean isIdle() {
    return underWay.isEmpty();
  }

  /** Pages that are done, those of unfinished documents included. */
  long donePages() {
    return donePages;
  }

  /** Pages of documents under way that are not done. */
  long openPages() {
    return openPages;
  }

  private void put(String jobId, Work work) {
    Work old = underWay.put(jobId, work);
    openPages += work.open() - (old == null ? 0 : old.open());
    donePages += work.done() - (old == null ? 0 : old.done());
  }

  private static long guess(long bytes) {
    return Math.max(1, Math.min(MAX_PAGES, bytes / BYTES_A_PAGE));
  }

  /** A document under way. */
  private record Work(long pages, long done) {
    long open() {
      return pages - done;
    }
  }
}
