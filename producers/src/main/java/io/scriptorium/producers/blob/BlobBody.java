package io.scriptorium.producers.blob;

import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.time.Duration;

/**
 * A blob's bytes as they come over the network, in a bounded time. An end before all bytes have
 * come that were announced is the connection's, not the blob's. Closed before its end, it drops the
 * connection, since reading on would bring all the rest.
 */
final class BlobBody extends FilterInputStream {
  private final long announced;
  private final Runnable drop;
  private final Duration limit;
  private final long begun = System.nanoTime();
  private long come;
  private boolean isAtEnd;

  /**
   * A body whose time begins now.
   *
   * @param announced bytes that the store says will come; negative: nothing
   * @param drop closes the connection
   * @param limit longest time until the end
   */
  BlobBody(InputStream body, long announced, Runnable drop, Duration limit) {
    super(body);
    this.announced = announced;
    this.drop = drop;
    this.limit = limit;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] buffer, int offset, int count) throws IOException {
    if (System.nanoTime() - begun > limit.toNanos()) {
      throw new SocketTimeoutException(
          "the store has not sent all bytes within %d s".formatted(limit.toSeconds()));
    }
    int read = super.read(buffer, offset, count);
    if (read >= 0) {
      come += read;
      return read;
    }
    if (come < announced) {
      throw new EOFException(
          "the connection broke off after %,d of %,d bytes".formatted(come, announced));
    }
    isAtEnd = true;
    return read;
  }

  @Override
  public void close() throws IOException {
    if (isAtEnd) {
      super.close();
    } else {
      drop.run();
    }
  }
}
