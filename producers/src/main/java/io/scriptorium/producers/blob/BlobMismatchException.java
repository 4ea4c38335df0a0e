package io.scriptorium.producers.blob;

import io.scriptorium.avro.BlobReference;
import java.io.IOException;

/** A blob's bytes are not those that its reference stands for. */
public final class BlobMismatchException extends IOException {
  private static final long serialVersionUID = 1L;

  BlobMismatchException(String message) {
    super(message);
  }

  /**
   * Refuses a blob by its length before it is read.
   *
   * @param bytes what the store says; negative: nothing
   */
  static void requireLength(BlobReference reference, long bytes) throws BlobMismatchException {
    if (bytes >= 0 && bytes != reference.getSize()) {
      throw new BlobMismatchException(
          "%s has %,d bytes instead of %,d"
              .formatted(Addresses.shown(reference.getUri()), bytes, reference.getSize()));
    }
  }
}
