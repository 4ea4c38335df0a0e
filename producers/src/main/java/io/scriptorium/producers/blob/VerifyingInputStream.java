package io.scriptorium.producers.blob;

import io.scriptorium.avro.BlobReference;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;

/**
 * A blob's bytes, checked against its reference on the way: never more than it says, and at the end
 * neither fewer nor others.
 */
final class VerifyingInputStream extends FilterInputStream {
  private final BlobReference reference;
  private final MessageDigest digest = Sha256.digest();
  private long length;
  private boolean isVerified;

  VerifyingInputStream(InputStream content, BlobReference reference) {
    super(content);
    this.reference = reference;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] buffer, int offset, int count) throws IOException {
    int read = super.read(buffer, offset, count);
    if (read < 0) {
      verify();
      return read;
    }
    length += read;
    if (length > reference.getSize()) {
      throw wrongLength("more than");
    }
    digest.update(buffer, offset, read);
    return read;
  }

  /** Reads what it skips: an unread part could not be checked. */
  @Override
  public long skip(long count) throws IOException {
    long skipped = 0;
    byte[] buffer = new byte[8192];
    while (skipped < count) {
      int read = read(buffer, 0, (int) Math.min(buffer.length, count - skipped));
      if (read < 0) {
        break;
      }
      skipped += read;
    }
    return skipped;
  }

  @Override
  public boolean markSupported() {
    return false;
  }

  private void verify() throws IOException {
    if (isVerified) {
      return;
    }
    if (length < reference.getSize()) {
      throw wrongLength("only " + length + " of");
    }
    String actual = Sha256.hex(digest);
    if (!actual.equals(reference.getSha256())) {
      throw new BlobMismatchException(
          "%s has SHA-256 %s instead of %s"
              .formatted(Addresses.shown(reference.getUri()), actual, reference.getSha256()));
    }
    isVerified = true;
  }

  private BlobMismatchException wrongLength(String how) {
    return new BlobMismatchException(
        "%s has %s the %d bytes that its reference says"
            .formatted(Addresses.shown(reference.getUri()), how, reference.getSize()));
  }
}
