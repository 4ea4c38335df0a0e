package io.scriptorium.worker.offsets;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a partition's committed offset cannot say alone: which records beyond it are finished.
 *
 * <p>Records finish in any order, but Kafka keeps one offset a partition, the watermark below which
 * all are finished. Kept beside it, in the commit's metadata, is {@code next} and the offsets
 * between the two that are <em>not</em> finished; all the others below {@code next} are. Listing
 * the unfinished ones bounds the text by the work in hand however far it runs ahead, and finishing
 * a record never makes it longer.
 *
 * <p>With each of them goes how often it was begun. It is committed before the work, so that a
 * record that kills every process it meets is known by it.
 *
 * <p>As text: {@code 2.} and, in base64, LEB128 numbers: {@code next - watermark}, the attempts of
 * the watermark, which is itself unfinished, then for each further unfinished offset eight times
 * its distance from the one before and its attempts. Empty where nothing is unfinished.
 *
 * @param next the first offset that was not seen yet
 * @param unfinished offsets below {@code next} that are not finished, the watermark among them, and
 *     how often each was begun, up to {@link #MAX_ATTEMPTS}
 */
public record OffsetMetadata(long next, NavigableMap<Long, Integer> unfinished) {
  /** Longest metadata that a broker takes by default; a longer one is fatal to a producer. */
  public static final int MAX_LENGTH = 4096;

  /** Attempts are counted up to here. */
  public static final int MAX_ATTEMPTS = 7;

  private static final int ATTEMPT_BITS = 3;
  private static final String VERSION = "2.";

  public OffsetMetadata {
    unfinished = new TreeMap<>(unfinished);
  }

  /** The lowest offset that is not finished. */
  public long watermark() {
    return unfinished.isEmpty() ? next : unfinished.firstKey();
  }

  /** The metadata as it is committed. */
  public String encode() {
    if (unfinished.isEmpty()) {
      return "";
    }
    ByteBuffer bytes = ByteBuffer.allocate(10 * (2 + unfinished.size()));
    long previous = watermark();
    putVarint(bytes, next - previous);
    putVarint(bytes, unfinished.firstEntry().getValue());
    for (Map.Entry<Long, Integer> entry : unfinished.tailMap(previous, false).entrySet()) {
      putVarint(bytes, ((entry.getKey() - previous) << ATTEMPT_BITS) | entry.getValue());
      previous = entry.getKey();
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
      NavigableMap<Long, Integer> unfinished = new TreeMap<>();
      unfinished.put(watermark, (int) varint(bytes));
      while (bytes.hasRemaining()) {
        long entry = varint(bytes);
        unfinished.put(
            unfinished.lastKey() + (entry >>> ATTEMPT_BITS), (int) (entry & MAX_ATTEMPTS));
      }
      return unfinished.lastKey() < next
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
