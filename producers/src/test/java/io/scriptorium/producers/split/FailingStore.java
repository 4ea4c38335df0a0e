package io.scriptorium.producers.split;

import io.scriptorium.avro.BlobReference;
import io.scriptorium.producers.blob.BlobStore;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

/** A store that fails as often as a test wants. */
final class FailingStore implements BlobStore {
  private final BlobStore store;
  private final AtomicInteger toCome = new AtomicInteger();
  private final AtomicInteger failures = new AtomicInteger();

  FailingStore(BlobStore store) {
    this.store = store;
  }

  void failNext(int times) {
    toCome.set(times);
  }

  int failures() {
    return failures.get();
  }

  private void mayFail() throws IOException {
    if (toCome.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
      failures.incrementAndGet();
      throw new IOException("stale file handle");
    }
  }

  @Override
  public BlobReference put(byte[] content) throws IOException {
    mayFail();
    return store.put(content);
  }

  @Override
  public BlobReference put(Path file) throws IOException {
    mayFail();
    return store.put(file);
  }

  @Override
  public boolean covers(URI address) {
    return store.covers(address);
  }

  @Override
  public InputStream open(BlobReference reference) throws IOException {
    mayFail();
    return store.open(reference);
  }
}
