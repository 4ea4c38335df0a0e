package io.scriptorium.worker.job;

import io.scriptorium.avro.FailureReason;
import io.scriptorium.avro.Payload;
import io.scriptorium.producers.blob.PayloadException;
import io.scriptorium.producers.blob.PayloadStore;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;

/**
 * Fetches payloads from the record or its store.
 *
 * @param store where they lie
 * @param maxBytes most bytes of one; a longer one is refused unread
 */
public record PayloadFetcher(PayloadStore store, long maxBytes) implements JobRunner.Fetcher {
  @Override
  public Fetched fetch(Payload payload) {
    try {
      return new Fetched.Bytes(store.read(payload, maxBytes));
    } catch (PayloadException e) {
      return mayPass(e)
          ? new Fetched.Unavailable(e.failure().getMessage())
          : new Fetched.Refused(e.failure());
    }
  }

  /** A disk or network that fails may come back; a file that is not there was never written. */
  private static boolean mayPass(PayloadException e) {
    return e.reason() == FailureReason.UNREADABLE_SOURCE
        && !(e.getCause() instanceof NoSuchFileException)
        && !(e.getCause() instanceof AccessDeniedException);
  }
}
