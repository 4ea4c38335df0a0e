package io.scriptorium.chaos;

import io.scriptorium.avro.BlobReference;
import io.scriptorium.producers.blob.BlobStore;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;

/**
 * A blob store that takes seconds for what is read.
 *
 * @param blobs what is slow
 * @param mark as long as this is set
 */
record SlowBlobs(BlobStore blobs, Mark mark) implements BlobStore {
  private static final Duration DELAY = Duration.ofSeconds(3);

  @Override
  public BlobReference put(byte[] content) throws IOException {
    return blobs.put(content);
  }

  @Override
  public BlobReference put(Path file) throws IOException {
    return blobs.put(file);
  }

  @Override
  public boolean covers(URI address) {
    return blobs.covers(address);
  }

  @Override
  public InputStream open(BlobReference reference) throws IOException {
    if (mark.isSet()) {
      try {
        Thread.sleep(DELAY.toMillis());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("Interrupted");
      }
    }
    return blobs.open(reference);
  }
}
