package io.scriptorium.producers.blob;

import java.io.IOException;

/** A blob's bytes are not those that its reference stands for. */
public final class BlobMismatchException extends IOException {
  private static final long serialVersionUID = 1L;

  BlobMismatchException(String message) {
    super(message);
  }
}
