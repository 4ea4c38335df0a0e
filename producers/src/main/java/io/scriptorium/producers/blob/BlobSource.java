package io.scriptorium.producers.blob;

import io.scriptorium.avro.BlobReference;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;

/** A place from which blobs are read. Safe for use by several threads. */
public interface BlobSource {
  /**
   * Whether an address belongs to this source, by its words alone: nothing is looked up, and the
   * blob need not exist.
   */
  boolean covers(URI address);

  /**
   * Opens a blob.
   *
   * @return its bytes; reading fails with {@link BlobMismatchException} where they are not those of
   *     the reference, at the latest when the end is reached
   * @throws java.nio.file.NoSuchFileException if it does not exist
   * @throws java.nio.file.AccessDeniedException if it may not be read by us
   * @throws ForbiddenSourceException if it does not belong to this source, or leads out of it
   * @throws IOException if it cannot be read now
   */
  InputStream open(BlobReference reference) throws IOException;
}
