package io.scriptorium.assembler.document;

import io.scriptorium.avro.DocumentManifest;
import io.scriptorium.avro.DocumentResult;
import io.scriptorium.avro.DocumentStatus;
import io.scriptorium.avro.Failure;
import io.scriptorium.avro.FailureReason;
import io.scriptorium.avro.ItemStatus;
import io.scriptorium.avro.PageResult;
import io.scriptorium.avro.Timings;
import io.scriptorium.avro.TokenCounts;
import io.scriptorium.producers.blob.PayloadStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Makes a document of its pages. Pages go one by one through temporary files into the payloads, so
 * that a document of any length takes the memory of its longest page. Texts that do not fit into
 * the record are in the blob store before the result is returned.
 */
public final class DocumentBinder {
  private final PayloadStore payloads;
  private final Path workFolder;
  private final BindingPace pace;

  /**
   * A binder.
   *
   * @param payloads where the texts go
   * @param workFolder for temporary files; created where missing
   */
  public DocumentBinder(PayloadStore payloads, Path workFolder) {
    this(payloads, workFolder, System::nanoTime);
  }

  /** The same with a clock of its own, in nanoseconds. */
  public DocumentBinder(PayloadStore payloads, Path workFolder, LongSupplier nanoTime) {
    this.payloads = payloads;
    this.workFolder = workFolder;
    pace = new BindingPace(nanoTime);
  }

  /**
   * Whether one more document can be bound now. If not, the blob store has been slow, and what is
   * bound already is to be committed first.
   */
  public boolean hasTime() {
    return pace.hasTime();
  }

  /**
   * Deletes temporary files that a process which was killed has left in the work folder; nobody
   * else may be using it.
   */
  public void sweep() throws IOException {
    DocumentFiles.sweep(workFolder);
  }

  /**
   * The result of a document with what there is of its pages; those that have not come count as
   * failed by the deadline.
   *
   * @throws IOException if the temporary files or the blob store cannot be written
   */
  public DocumentResult bind(DocumentManifest manifest, Tally tally, PageSource pages, Instant now)
      throws IOException {
    long begin = pace.begin();
    try {
      return bound(manifest, tally, pages, now);
    } finally {
      pace.end(begin);
    }
  }

  private DocumentResult bound(
      DocumentManifest manifest, Tally tally, PageSource pages, Instant now) throws IOException {
    DocumentStatus status = tally.status();
    PageSums sums = new PageSums();
    try (DocumentFiles files = DocumentFiles.in(workFolder)) {
      files.begin(manifest, status);
      for (int number : manifest.getPages()) {
        PageResult page = pages.page(number).orElseGet(() -> missing(manifest, number, now));
        files.add(page);
        sums.add(page);
      }
      files.end();
      DocumentResult.Builder result =
          result(manifest, status, now)
              .setFailure(failure(tally, sums).orElse(null))
              .setPagesRead(tally.read())
              .setFailedPages(sums.failedPages())
              .setCharacters(sums.characters())
              .setTokens(sums.tokens())
              .setJson(payloads.store(files.json(), "application/json"));
      if (tally.read() > 0) {
        result
            .setText(payloads.store(files.text(), "text/plain; charset=utf-8"))
            .setMarkdown(payloads.store(files.markdown(), "text/markdown; charset=utf-8"));
      }
      return result.build();
    }
  }

  /** The result of a document that was not split: it could not be, or was cancelled before. */
  public DocumentResult unsplit(DocumentManifest manifest, Failure failure, Instant now) {
    DocumentStatus status =
        failure.getReason() == FailureReason.CANCELLED
            ? DocumentStatus.CANCELLED
            : DocumentStatus.FAILED;
    return result(manifest, status, now)
        .setFailure(failure)
        .setPagesRead(0)
        .setFailedPages(List.copyOf(manifest.getPages()))
        .setCharacters(0)
        .setTokens(new TokenCounts(0, 0, 0))
        .build();
  }

  private static DocumentResult.Builder result(
      DocumentManifest manifest, DocumentStatus status, Instant now) {
    return DocumentResult.newBuilder()
        .setJobId(manifest.getJobId())
        .setName(manifest.getName())
        .setStatus(status)
        .setPagesAsked(manifest.getPages().size())
        .setSubmittedAt(manifest.getSubmittedAt())
        .setFinishedAt(now)
        .setAttributes(manifest.getAttributes());
  }

  private static Optional<Failure> failure(Tally tally, PageSums sums) {
    if (tally.isCancelled()) {
      String message =
          "The job was cancelled; %d of %d pages were read".formatted(tally.read(), tally.asked());
      return Optional.of(new Failure(FailureReason.CANCELLED, message));
    }
    if (tally.missing() > 0) {
      String message =
          "%d of %d pages had not been read by the deadline"
              .formatted(tally.missing(), tally.asked());
      return Optional.of(new Failure(FailureReason.DEADLINE_EXCEEDED, message));
    }
    return sums.firstFailure();
  }

  private static PageResult missing(DocumentManifest manifest, int number, Instant now) {
    return PageResult.newBuilder()
        .setJobId(manifest.getJobId())
        .setPage(number)
        .setStatus(ItemStatus.FAILED)
        .setFailure(
            new Failure(
                FailureReason.DEADLINE_EXCEEDED, "The page had not been read by the deadline"))
        .setText("")
        .setMarkdown("")
        .setRegions(List.of())
        .setWidth(0)
        .setHeight(0)
        .setTokens(new TokenCounts(0, 0, 0))
        .setTimings(new Timings(0.0, 0.0, 0.0, 0.0, 0.0))
        .setAttempts(0)
        .setFinishedAt(now)
        .build();
  }
}
