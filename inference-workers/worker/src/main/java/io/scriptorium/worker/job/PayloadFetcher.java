package io.scriptorium.worker.job;

import io.scriptorium.avro.Payload;
import io.scriptorium.producers.blob.PayloadException;
import io.scriptorium.producers.blob.PayloadStore;

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
      return e.mayPass()
          ? new Fetched.Unavailable(e.failure().getMessage())
          : new Fetched.Refused(e.failure());
    }
  }
}
