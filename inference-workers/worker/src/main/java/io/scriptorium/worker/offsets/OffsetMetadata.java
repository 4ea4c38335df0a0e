package io.scriptorium.worker.offsets;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;

/**
 * What a partition's committed offset cannot say alone: which records beyond it are finished.
 *
 * <p>Records finish in any order, but Kafka keeps one offset a partition, the watermark below which
 * all are finished. Kept beside it, in the commit's metadata, is {@code next} and the offsets
 * between the two that are <em>not</em> finished; all the others below {@code next} are. Listing
 * the unfinished ones bounds the text by the work in hand however far it runs ahead, and finishing
 * a record never makes it longer.
 *
 * <p>As text: {@code 1.} and, in base64, LEB128 numbers: {@code next - watermark}, then the
 * distance of each unfinished offset from the one before, the first from the watermark, which is
 * itself unfinished and not listed. Empty where nothing is unfinished.
 *
 * @param next the first offset that was not seen yet
 * @param unfinished offsets below {@code next} that are not finished, the watermark among them
 */
public record OffsetMetadata(long next, NavigableSet<Long> unfinished) {
  /** Longest metadata that a broker takes by default; a longer one is fatal to a producer. */
  public static final int MAX_LENGTH = 4096;

  private static final String VERSION = "1.";

  public OffsetMetadata {
    unfinished = new TreeSet<>(unfinished);
  }

  /** The lowest offset that is not finished. */
  public long watermark() {
    return unfinished.isEmpty() ? next : unfinished.first();
  }

  /** The metadata as it is committed. */
  public String encode() {
    if (unfinished.isEmpty()) {
      return "";
    }
    ByteBuffer bytes = ByteBuffer.allocate(10 * (1 + unfinished.size()));
    long previous = watermark();
    putVarint(bytes, next - previous);
    for (long offset : unfinished.tailSet(previous, false)) {
      putVarint(bytes, offset - previous);
      previous = offset;
    }
    byte[] used = new byte[bytes.position()];
    bytes.flip().get(used);
    return VERSION + Base64.getEncoder().withoutPadding().encodeToString(used);
  }

  /**
   * What was committed: empty if the text is not ours, which means that nothing beyond the
   * watermark is known to be finished.
   */
  public static Optional<OffsetMetadata> decode(long watermark, String text) {
    if (!text.startsWith(VERSION)) {
      return Optional.empty();
    }
    try {
      ByteBuffer bytes = ByteBuffer.wrap(Base64.getDecoder().decode(text.substring(2)));
      long next = watermark + varint(bytes);
      NavigableSet<Long> unfinished = new TreeSet<>();
      unfinished.add(watermark);
      while (bytes.hasRemaining()) {
        unfinished.add(unfinished.last() + varint(bytes));
      }
      return unfinished.last() < next
          ? Optional.of(new OffsetMetadata(next, unfinished))
          : Optional.empty();
    } catch (IllegalArgumentException | BufferUnderflowException e) {
      return Optional.empty();
    }
  }

  private static void putVarint(ByteBuffer bytes, long value) {
    long rest = value;
    while (rest > 0x7F) {
      bytes.put((byte) ((rest & 0x7F) | 0x80));
      rest >>>= 7;
    }
    bytes.put((byte) rest);
  }

  private static long varint(ByteBuffer bytes) {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      byte part = bytes.get();
      value |= (part & 0x7FL) << shift;
      if (part >= 0) {
        return value;
      }
    }
    throw new IllegalArgumentException("Number longer than 64 bits");
  }
}
