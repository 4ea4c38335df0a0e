package io.scriptorium.assembler;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.scriptorium.assembler.document.DocumentBinder;
import io.scriptorium.assembler.document.Tally;
import io.scriptorium.assembler.state.DocumentRows;
import io.scriptorium.assembler.state.DocumentState;
import io.scriptorium.assembler.state.DocumentState.Closed;
import io.scriptorium.assembler.state.DocumentState.Open;
import io.scriptorium.assembler.state.DocumentState.Waiting;
import io.scriptorium.avro.DocumentManifest;
import io.scriptorium.avro.DocumentResult;
import io.scriptorium.avro.Failure;
import io.scriptorium.avro.PageResult;
import java.io.IOException;
import java.time.Instant;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Assembles documents: keeps pages until all that were asked for have come, or the deadline has,
 * then binds them. The first page of a number and the first manifest of a job count; whatever else
 * comes is a duplicate or late, and is dropped. For one thread.
 */
final class DocumentAssembly {
  private static final Logger LOG = LoggerFactory.getLogger(DocumentAssembly.class);

  /** Work of one tick: a timer costs one, a document that is bound costs {@link #BINDING_COST}. */
  private static final int TICK_BUDGET = 1000;

  private static final int BINDING_COST = 50;
  private static final int REPORTS_PER_TICK = 1000;

  private final DocumentRows rows;
  private final Outbox outbox;
  private final DocumentBinder binder;
  private final AssemblyTiming timing;
  private final ClosingWatch watch;

  /**
   * Open jobs with progress since the last tick; only a convenience, and so not kept in a store.
   */
  private final Set<String> unreported = new LinkedHashSet<>();

  DocumentAssembly(
      DocumentRows rows,
      Outbox outbox,
      DocumentBinder binder,
      AssemblyTiming timing,
      ClosingWatch watch) {
    this.watch = watch;
    this.rows = rows;
    this.outbox = outbox;
    this.binder = binder;
    this.timing = timing;
  }

  void onManifest(DocumentManifest manifest, Instant now) {
    String jobId = manifest.getJobId();
    Optional<DocumentState> state = rows.state(jobId);
    if (state.isPresent() && !(state.get() instanceof Waiting)) {
      LOG.debug("duplicate_manifest job={}", jobId);
      return;
    }
    Failure failure = manifest.getFailure();
    if (failure != null) {
      finish(manifest, binder.unsplit(manifest, failure, now), now);
      return;
    }
    rows.putManifest(manifest);
    Tally tally = Tally.of(manifest.getPages().size());
    if (state.isPresent()) {
      for (int number : manifest.getPages()) {
        Optional<PageResult> early = rows.page(jobId, number);
        tally = early.isPresent() ? tally.plus(early.get().getStatus()) : tally;
      }
    }
    proceed(manifest, new Open(tally, Optional.ofNullable(manifest.getDeadline())), now);
  }

  void onPage(PageResult page, Instant now) {
    String jobId = page.getJobId();
    Optional<DocumentState> state = rows.state(jobId);
    if (state.isEmpty()) {
      rows.put(jobId, new Waiting(now.plus(timing.retention())));
      rows.addPage(page);
    } else if (state.get() instanceof Waiting) {
      rows.addPage(page);
    } else if (state.get() instanceof Closed) {
      LOG.debug("late_page job={} page={}", jobId, page.getPage());
    } else if (state.get() instanceof Open open) {
      DocumentManifest manifest = rows.manifest(jobId).orElseThrow();
      if (Collections.binarySearch(manifest.getPages(), page.getPage()) < 0) {
        LOG.warn("page_not_asked_for job={} page={}", jobId, page.getPage());
      } else if (rows.addPage(page)) {
        proceed(manifest, new Open(open.tally().plus(page.getStatus()), open.due()), now);
      }
    }
  }

  /** Reports progress and does what is due, as much as a tick may take. */
  void tick(Instant now) {
    Iterator<String> jobs = unreported.iterator();
    for (int sent = 0; sent < REPORTS_PER_TICK && jobs.hasNext(); sent++) {
      String jobId = jobs.next();
      jobs.remove();
      if (rows.state(jobId).orElseThrow() instanceof Open open) {
        outbox.status(JobReport.reading(rows.manifest(jobId).orElseThrow(), open.tally(), now));
      }
    }
    int budget = TICK_BUDGET;
    for (String jobId : rows.due(now, TICK_BUDGET)) {
      if (rows.state(jobId).orElseThrow() instanceof Open open) {
        if (!binder.hasTime()) {
          continue;
        }
        bind(rows.manifest(jobId).orElseThrow(), open, now);
        budget -= BINDING_COST;
      } else {
        forget(jobId);
        budget--;
      }
      if (budget <= 0) {
        return;
      }
    }
  }

  private void proceed(DocumentManifest manifest, Open open, Instant now) {
    String jobId = manifest.getJobId();
    if (open.tally().missing() > 0) {
      rows.put(jobId, open);
      unreported.add(jobId);
    } else if (binder.hasTime()) {
      rows.put(jobId, open);
      bind(manifest, open, now);
    } else {
      // A tick binds it.
      rows.put(jobId, new Open(open.tally(), Optional.of(now)));
    }
  }

  private void bind(DocumentManifest manifest, Open open, Instant now) {
    String jobId = manifest.getJobId();
    Span span = watch.begin(outbox.trace());
    try {
      finish(
          manifest,
          binder.bind(manifest, open.tally(), number -> rows.page(jobId, number), now),
          now);
    } catch (IOException e) {
      LOG.warn("texts_not_stored job={} retry={} reason={}", jobId, timing.retry(), e.toString());
      rows.put(jobId, new Open(open.tally(), Optional.of(now.plus(timing.retry()))));
      span.setStatus(StatusCode.ERROR, e.toString());
    } finally {
      span.end();
    }
  }

  private void finish(DocumentManifest manifest, DocumentResult result, Instant now) {
    String jobId = manifest.getJobId();
    outbox.result(result);
    watch.closed(result, manifest.getSubmittedAt());
    outbox.status(JobReport.finished(result));
    rows.close(jobId, now.plus(timing.retention()));
    unreported.remove(jobId);
    LOG.info(
        "document_closed job={} status={} pages={} read={}",
        jobId,
        result.getStatus(),
        result.getPagesAsked(),
        result.getPagesRead());
  }

  private void forget(String jobId) {
    if (rows.state(jobId).orElseThrow() instanceof Waiting) {
      LOG.warn("pages_without_manifest job={}", jobId);
    }
    rows.forget(jobId);
  }
}
