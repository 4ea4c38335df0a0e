package io.scriptorium.producers.split;

import io.scriptorium.avro.DocumentJob;
import io.scriptorium.avro.Failure;
import io.scriptorium.avro.FailureReason;
import io.scriptorium.avro.Payload;
import io.scriptorium.avro.TaskKind;
import io.scriptorium.producers.blob.PayloadException;
import io.scriptorium.producers.blob.PayloadStore;
import io.scriptorium.producers.job.Schedule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * Splits one document on a thread of its own and hands over event after event; waits where they are
 * not taken, so that it never runs far ahead. Ends when its thread is interrupted.
 */
final class SplitTask implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(SplitTask.class);
  private static final int AHEAD = 4;

  private final DocumentJob job;
  private final SplitProgress resume;
  private final Workshop workshop;
  private final BlockingQueue<SplitEvent> events = new ArrayBlockingQueue<>(AHEAD);
  private final StoreRetries retries;
  private boolean isSuspectPassed;
  private volatile boolean givenUp;

  /**
   * What every task works with.
   *
   * @param onStoreRetry told each time that a store failed and is asked again
   */
  record Workshop(
      PayloadStore payloads,
      PageSources sources,
      SplitterSettings settings,
      Clock clock,
      Runnable onStoreRetry) {}

  /** Makes an event of a page. */
  @FunctionalInterface
  private interface PageEvent {
    SplitEvent of(int page) throws InterruptedException;
  }

  /**
   * A task that has not begun.
   *
   * @param resume pages that are already out are not made again
   */
  SplitTask(DocumentJob job, SplitProgress resume, Workshop workshop) {
    this.job = job;
    this.resume = resume;
    this.workshop = workshop;
    retries = new StoreRetries(workshop.settings().retries(), workshop.onStoreRetry());
  }

  /** From now on nothing is made; what is missing is told to be cancelled. For any thread. */
  void giveUp() {
    givenUp = true;
  }

  boolean isGivenUp() {
    return givenUp;
  }

  /** The events in order. */
  BlockingQueue<SplitEvent> events() {
    return events;
  }

  @Override
  public void run() {
    try (MDC.MDCCloseable mdc = MDC.putCloseable("jobId", job.getJobId())) {
      split();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void split() throws InterruptedException {
    Path file = null;
    try {
      checkJob();
      Files.createDirectories(workshop.settings().scratch());
      file = Files.createTempFile(workshop.settings().scratch(), "document-", "");
      fetch(file);
      try (PageSource source = workshop.sources().open(file, colour())) {
        List<Integer> pages = range().select(source.pageCount());
        checkPageCount(pages.size());
        events.put(new SplitEvent.Opened(pages, source.pageCount()));
        emit(pages, page -> page(source, page));
      }
    } catch (SplitException e) {
      giveUp(e.failure());
    } catch (PayloadException e) {
      giveUp(e.failure());
    } catch (IOException | RuntimeException e) {
      LOG.error("Splitting failed: jobId={}", job.getJobId(), e);
      giveUp(new Failure(FailureReason.INTERNAL, "The splitter failed: " + OneLine.of(e)));
    } finally {
      delete(file);
    }
  }

  private void fetch(Path file) throws PayloadException, SplitException, InterruptedException {
    long maxBytes = workshop.settings().limits().maxBytes();
    var unused =
        retries.run(
            () -> {
              checkWanted();
              workshop.payloads().copy(job.getPayload(), maxBytes, file);
              return file;
            });
  }

  /** The document fails as a whole, or, where pages of it are out already, page by page. */
  private void giveUp(Failure failure) throws InterruptedException {
    try {
      if (resume.pageCount() > 0) {
        List<Integer> pages = range().select(resume.pageCount());
        emit(pages, page -> new SplitEvent.PageFailed(page, failure));
        return;
      }
    } catch (SplitException e) {
      LOG.error("A page range was good once: jobId={}", job.getJobId(), e);
    }
    events.put(new SplitEvent.Rejected(failure, 1 + retries.count()));
  }

  /** Hands over what is still missing of the pages asked for, then the end. */
  private void emit(List<Integer> pages, PageEvent event) throws InterruptedException {
    for (int page : pages.subList(Math.min(resume.done(), pages.size()), pages.size())) {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      events.put(event.of(page));
    }
    events.put(new SplitEvent.Finished());
  }

  private SplitEvent page(PageSource source, int page) throws InterruptedException {
    try {
      checkWanted();
      checkTries();
      PageImage image = source.page(page);
      Payload payload =
          retries.run(
              () -> {
                checkWanted();
                return workshop.payloads().store(image.content(), image.mediaType());
              });
      return new SplitEvent.PageReady(page, payload, image.dpi());
    } catch (SplitException e) {
      return new SplitEvent.PageFailed(page, e.failure());
    } catch (PayloadException | RuntimeException e) {
      LOG.error("Storing a page failed: jobId={} page={}", job.getJobId(), page, e);
      return new SplitEvent.PageFailed(
          page, new Failure(FailureReason.INTERNAL, "The page was not stored: " + OneLine.of(e)));
    }
  }

  private Colour colour() {
    return job.getTask().getKind() == TaskKind.OCR ? Colour.GRAY : Colour.RGB;
  }

  private PageRange range() throws SplitException {
    return job.getPages() == null ? PageRange.ALL : PageRange.parse(job.getPages());
  }

  private void checkJob() throws SplitException {
    if (job.getJobId().isBlank()) {
      throw new SplitException(FailureReason.INVALID_JOB, "The job has no id");
    }
    checkWanted();
    if (job.getTask().getKind() == TaskKind.UNKNOWN) {
      throw new SplitException(
          FailureReason.UNSUPPORTED_TASK,
          "The job asks for a task that this version does not know");
    }
    if (!Schedule.TENANT.matcher(job.getTenant()).matches()) {
      throw new SplitException(FailureReason.INVALID_JOB, "The name of the tenant is none");
    }
    if (resume.tries() > 2 * workshop.settings().retries().maxTries()) {
      throw tooManyTries("document");
    }
    range();
  }

  private void checkWanted() throws SplitException {
    if (givenUp) {
      throw new SplitException(FailureReason.CANCELLED, "The job was cancelled");
    }
    Instant deadline = job.getDeadline();
    if (deadline != null && deadline.isBefore(workshop.clock().instant())) {
      throw new SplitException(
          FailureReason.DEADLINE_EXCEEDED, "The deadline %s has passed".formatted(deadline));
    }
  }

  /** The page at which the process went down again and again is left out; the next begins anew. */
  private void checkTries() throws SplitException {
    if (!isSuspectPassed && resume.tries() > workshop.settings().retries().maxTries()) {
      isSuspectPassed = true;
      throw tooManyTries("page");
    }
  }

  private SplitException tooManyTries(String what) {
    return new SplitException(
        FailureReason.TOO_MANY_ATTEMPTS,
        "The splitter stopped %d times in this %s".formatted(resume.tries() - 1, what));
  }

  private void checkPageCount(int pages) throws SplitException {
    int limit = workshop.settings().limits().maxPages();
    if (pages > limit) {
      throw new SplitException(
          FailureReason.TOO_MANY_PAGES,
          "%,d pages are asked for, the limit is %,d".formatted(pages, limit));
    }
  }

  private void delete(@Nullable Path file) {
    try {
      if (file != null) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      LOG.warn("Scratch file stays: jobId={} reason={}", job.getJobId(), OneLine.of(e));
    }
  }
}
