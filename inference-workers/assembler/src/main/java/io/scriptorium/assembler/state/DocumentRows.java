package io.scriptorium.assembler.state;

import io.scriptorium.assembler.state.DocumentState.Closed;
import io.scriptorium.avro.DocumentManifest;
import io.scriptorium.avro.PageResult;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.streams.processor.api.ProcessingContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * The rows of all documents of one task: a small state, the manifest and one row a page of each,
 * and a timer where time matters to it. For the task's thread.
 */
public final class DocumentRows {
  /** Highest page number that there is room for. */
  public static final int MAX_PAGE = RowKeys.MAX_PAGE;

  private static final byte[] NOTHING = new byte[0];

  private final KeyValueStore<String, DocumentState> states;
  private final KeyValueStore<String, DocumentManifest> manifests;
  private final KeyValueStore<String, PageResult> pages;
  private final KeyValueStore<String, byte[]> timers;

  /** The stores of a processor that {@link RowStores#builders} were added to. */
  public DocumentRows(ProcessingContext context) {
    states = context.getStateStore(RowStores.STATES);
    manifests = context.getStateStore(RowStores.MANIFESTS);
    pages = context.getStateStore(RowStores.PAGES);
    timers = context.getStateStore(RowStores.TIMERS);
  }

  /** Where a document stands; empty if nothing is known of it. */
  public Optional<DocumentState> state(String jobId) {
    return Optional.ofNullable(states.get(jobId));
  }

  /** Changes where a document stands, and its timer with it. */
  public void put(String jobId, DocumentState state) {
    Optional<Instant> before = state(jobId).flatMap(DocumentState::due);
    if (!before.equals(state.due())) {
      before.ifPresent(due -> timers.delete(RowKeys.due(due, jobId)));
      state.due().ifPresent(due -> timers.put(RowKeys.due(due, jobId), NOTHING));
    }
    states.put(jobId, state);
  }

  /** What a document was split into; empty before that is known and after it is closed. */
  public Optional<DocumentManifest> manifest(String jobId) {
    return Optional.ofNullable(manifests.get(jobId));
  }

  /** Keeps what a document was split into. */
  public void putManifest(DocumentManifest manifest) {
    manifests.put(manifest.getJobId(), manifest);
  }

  /** A page that has come. */
  public Optional<PageResult> page(String jobId, int number) {
    return Optional.ofNullable(pages.get(RowKeys.page(jobId, number)));
  }

  /**
   * Keeps a page unless there is one of its number already.
   *
   * @return whether it was the first of its number
   */
  public boolean addPage(PageResult page) {
    return pages.putIfAbsent(RowKeys.page(page.getJobId(), page.getPage()), page) == null;
  }

  /**
   * Deletes a document's pages and manifest, and remembers until the given time that it had any.
   */
  public void close(String jobId, Instant forgetAt) {
    deletePages(jobId);
    manifests.delete(jobId);
    put(jobId, new Closed(forgetAt));
  }

  /** Deletes all that is known of a document. */
  public void forget(String jobId) {
    state(jobId)
        .flatMap(DocumentState::due)
        .ifPresent(due -> timers.delete(RowKeys.due(due, jobId)));
    deletePages(jobId);
    manifests.delete(jobId);
    states.delete(jobId);
  }

  /**
   * Jobs whose time has come, earliest first.
   *
   * @param limit most of them
   */
  public List<String> due(Instant now, int limit) {
    List<String> due = new ArrayList<>();
    try (KeyValueIterator<String, byte[]> rows =
        timers.range(RowKeys.due(Instant.EPOCH, ""), RowKeys.after(now))) {
      while (rows.hasNext() && due.size() < limit) {
        due.add(RowKeys.jobOfDue(rows.next().key));
      }
    }
    return due;
  }

  private void deletePages(String jobId) {
    List<String> keys = new ArrayList<>();
    try (KeyValueIterator<String, PageResult> rows =
        pages.range(RowKeys.page(jobId, 0), RowKeys.page(jobId, MAX_PAGE))) {
      while (rows.hasNext()) {
        String key = rows.peekNextKey();
        rows.next();
        if (RowKeys.isPageOf(jobId, key)) {
          keys.add(key);
        }
      }
    }
    keys.forEach(pages::delete);
  }
}
