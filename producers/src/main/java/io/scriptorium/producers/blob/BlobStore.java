package io.scriptorium.producers.blob;

import io.scriptorium.avro.BlobReference;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Path;

/**
 * A content-addressed store: the SHA-256 of a blob decides its place, {@code sha256/ab/abcd…} under
 * the store's root, so that writing the same bytes twice stores them once. A blob is visible whole
 * or not at all. Blobs are never deleted here; that is a lifecycle rule's work. Safe for use by
 * several threads and processes.
 */
public interface BlobStore {
  /** Stores bytes that are at hand. */
  BlobReference put(byte[] content) throws IOException;

  /** Stores a stream of any length in constant memory; reads it to its end, does not close it. */
  BlobReference put(InputStream content) throws IOException;

  /**
   * Opens a blob.
   *
   * @return its bytes; reading fails with {@link BlobMismatchException} where they are not those of
   *     the reference, at the latest when the end is reached
   * @throws java.nio.file.NoSuchFileException if it does not exist
   * @throws IOException if it cannot be read, or does not belong to this store
   */
  InputStream open(BlobReference reference) throws IOException;

  /**
   * The store at a root; {@code file} is the one scheme so far.
   *
   * @param root for instance {@code file:///var/lib/scriptorium/blobs}
   */
  static BlobStore at(URI root) {
    if ("file".equals(root.getScheme())) {
      return new FileBlobStore(Path.of(root));
    }
    throw new IllegalArgumentException(
        "Blob store " + root + " is not supported: use a file:// address, e.g. file:///var/blobs");
  }
}
