package io.scriptorium.app.pipeline;

import io.scriptorium.avro.BlobReference;
import io.scriptorium.avro.Payload;
import io.scriptorium.producers.blob.BlobStore;
import io.scriptorium.producers.blob.FileBlobStore;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A blob store for one process, which deletes what finished jobs no longer need. Equal bytes lie
 * there once; they go when each job that stored them is finished.
 */
final class ShortLivedBlobs implements BlobStore {
  private final BlobStore blobs;

  /** How often each blob was stored and not yet released, by digest. */
  private final Map<String, Integer> uses = new HashMap<>();

  /** What each job under way has stored, as far as it was told. */
  private final Map<String, List<BlobReference>> ofJob = new HashMap<>();

  ShortLivedBlobs(Path folder) {
    blobs = new FileBlobStore(folder);
  }

  // Storing holds the lock too: a blob that is found there must not be deleted before it counts.
  @Override
  public synchronized BlobReference put(byte[] content) throws IOException {
    return count(blobs.put(content));
  }

  @Override
  public synchronized BlobReference put(Path file) throws IOException {
    return count(blobs.put(file));
  }

  @Override
  public boolean covers(URI address) {
    return blobs.covers(address);
  }

  @Override
  public InputStream open(BlobReference reference) throws IOException {
    return blobs.open(reference);
  }

  /** A job begins. */
  synchronized void begin(String jobId) {
    ofJob.put(jobId, new ArrayList<>());
  }

  /** A job has stored a payload; if it is finished already, nobody needs that. */
  synchronized void add(String jobId, @Nullable Payload payload) throws IOException {
    if (payload == null || payload.getReference() == null) {
      return;
    }
    List<BlobReference> references = ofJob.get(jobId);
    if (references == null) {
      release(payload.getReference());
    } else {
      references.add(payload.getReference());
    }
  }

  /** A job is finished. */
  synchronized void finish(String jobId) throws IOException {
    List<BlobReference> references = ofJob.remove(jobId);
    if (references != null) {
      for (BlobReference reference : references) {
        release(reference);
      }
    }
  }

  private BlobReference count(BlobReference reference) {
    uses.merge(reference.getSha256(), 1, Integer::sum);
    return reference;
  }

  private void release(BlobReference reference) throws IOException {
    Integer left = uses.computeIfPresent(reference.getSha256(), (sha256, count) -> count - 1);
    if (left != null && left == 0) {
      uses.remove(reference.getSha256());
      Files.deleteIfExists(Path.of(URI.create(reference.getUri())));
    }
  }
}
