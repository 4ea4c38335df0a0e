package io.scriptorium.producers.blob;

import io.scriptorium.avro.BlobReference;
import io.scriptorium.avro.FailureReason;
import io.scriptorium.avro.Payload;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * Puts bytes into records and takes them out again: up to 64 KiB lie in the record itself, longer
 * ones in a blob store. The blob is there before the record that names it. Safe for use by several
 * threads.
 */
public final class PayloadStore {
  /** Longest payload in bytes that travels in the record. */
  public static final int INLINE_LIMIT = 64 << 10;

  private final BlobStore blobs;
  private final BlobSource sources;

  /** Payloads in a store and nowhere else. */
  public PayloadStore(BlobStore blobs) {
    this(blobs, blobs);
  }

  /**
   * Payloads that are written to a store, and read from wherever it is allowed.
   *
   * @param sources what records may name
   */
  public PayloadStore(BlobStore blobs, BlobSource sources) {
    this.blobs = blobs;
    this.sources = sources;
  }

  /**
   * A payload of bytes that are at hand.
   *
   * @param content not copied where it travels in the record; treat as read-only
   * @param mediaType e.g. {@code image/png}
   */
  public Payload store(byte[] content, String mediaType) throws IOException {
    return content.length <= INLINE_LIMIT
        ? inline(content, mediaType)
        : byReference(blobs.put(content), mediaType);
  }

  /** A payload of a file's bytes, in constant memory. */
  public Payload store(Path file, String mediaType) throws IOException {
    if (Files.size(file) <= INLINE_LIMIT) {
      return store(Files.readAllBytes(file), mediaType);
    }
    return byReference(blobs.put(file), mediaType);
  }

  /**
   * A payload's bytes, checked against size and digest.
   *
   * @param maxBytes most bytes to read; more is a failure before any is read
   */
  public byte[] read(Payload payload, long maxBytes) throws PayloadException {
    try (InputStream content = open(payload, maxBytes)) {
      return content.readAllBytes();
    } catch (IOException e) {
      throw unreadable(payload, e);
    }
  }

  /**
   * Writes a payload's bytes to a file in constant memory, checked against size and digest.
   *
   * @param maxBytes most bytes to read; more is a failure before any is read
   */
  public void copy(Payload payload, long maxBytes, Path target)
      throws PayloadException, IOException {
    try (OutputStream out = Files.newOutputStream(target);
        InputStream content = open(payload, maxBytes)) {
      byte[] buffer = new byte[1 << 16];
      for (int read = next(payload, content, buffer);
          read >= 0;
          read = next(payload, content, buffer)) {
        out.write(buffer, 0, read);
      }
    }
  }

  /** Keeps failures of the source apart from those of the target. */
  private static int next(Payload payload, InputStream content, byte[] buffer)
      throws PayloadException {
    try {
      return content.read(buffer);
    } catch (IOException e) {
      throw unreadable(payload, e);
    }
  }

  private InputStream open(Payload payload, long maxBytes) throws PayloadException {
    ByteBuffer content = payload.getContent();
    BlobReference reference = payload.getReference();
    if ((content == null) == (reference == null)) {
      throw new PayloadException(
          FailureReason.INVALID_JOB, "A payload has either content or a reference");
    }
    long size = content == null ? reference.getSize() : content.remaining();
    if (size > maxBytes) {
      throw new PayloadException(
          FailureReason.TOO_MANY_BYTES,
          "The file has %,d bytes, the limit is %,d".formatted(size, maxBytes));
    }
    if (content != null) {
      byte[] bytes = new byte[content.remaining()];
      content.duplicate().get(bytes);
      return new ByteArrayInputStream(bytes);
    }
    try {
      return sources.open(reference);
    } catch (IOException e) {
      throw unreadable(payload, e);
    }
  }

  private static PayloadException unreadable(Payload payload, IOException e) {
    if (e instanceof BlobMismatchException) {
      return new PayloadException(FailureReason.DIGEST_MISMATCH, String.valueOf(e.getMessage()), e);
    }
    if (e instanceof ForbiddenSourceException) {
      return new PayloadException(
          FailureReason.FORBIDDEN_SOURCE, String.valueOf(e.getMessage()), e);
    }
    BlobReference reference = payload.getReference();
    String address = reference == null ? "the record" : Addresses.shown(reference.getUri());
    return new PayloadException(
        FailureReason.UNREADABLE_SOURCE, "Cannot read %s: %s".formatted(address, why(e)), e);
  }

  private static String why(IOException e) {
    String reason = e instanceof FileSystemException file ? file.getReason() : null;
    if (reason != null) {
      return reason;
    }
    if (e instanceof NoSuchFileException) {
      return "no such file";
    }
    return e instanceof AccessDeniedException
        ? "permission denied"
        : String.valueOf(e.getMessage());
  }

  private static Payload inline(byte[] content, String mediaType) {
    return Payload.newBuilder()
        .setMediaType(mediaType)
        .setContent(ByteBuffer.wrap(content))
        .build();
  }

  private static Payload byReference(BlobReference reference, String mediaType) {
    return Payload.newBuilder().setMediaType(mediaType).setReference(reference).build();
  }
}
