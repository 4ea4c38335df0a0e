package io.scriptorium.worker.offsets;

import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;

/**
 * The offsets of one assigned partition: which were taken, which of those are finished. Owned by
 * the poll thread.
 *
 * <pre>
 *            watermark            next
 *                v                 v
 *   finished ... u f f u f f f u f | not seen yet        u unfinished, f finished
 * </pre>
 */
public final class PartitionOffsets {
  /** Records are taken only while the metadata leaves a quarter of its room for what is fetched. */
  private static final int FULL_LENGTH = OffsetMetadata.MAX_LENGTH * 3 / 4;

  /** How often each was begun. */
  private final NavigableMap<Long, Integer> unfinished = new TreeMap<>();

  /** Unfinished ones of an earlier assignment that have not come again yet. */
  private final NavigableSet<Long> expected = new TreeSet<>();

  /** The first offset that nobody has taken; one that resumes may still read below it. */
  private long next;

  /** The first offset that was not read in this assignment. */
  private long position;

  private PartitionOffsets(long start) {
    next = start;
    position = start;
  }

  /** A partition that nobody has committed yet, read from the given offset. */
  public static PartitionOffsets startingAt(long offset) {
    return new PartitionOffsets(offset);
  }

  /** A partition whose reading goes on from the committed watermark. */
  public static PartitionOffsets resume(OffsetAndMetadata committed) {
    PartitionOffsets offsets = new PartitionOffsets(committed.offset());
    OffsetMetadata.decode(committed.offset(), committed.metadata())
        .ifPresent(
            metadata -> {
              offsets.next = metadata.next();
              offsets.unfinished.putAll(metadata.unfinished());
              offsets.expected.addAll(metadata.unfinished().keySet());
            });
    return offsets;
  }

  /** Notes a record that came from the broker and says whether it is still to be done. */
  public boolean take(long offset) {
    position = Math.max(position, offset + 1);
    if (offset >= next) {
      unfinished.put(offset, 0);
      next = offset + 1;
      return true;
    }
    return expected.remove(offset);
  }

  /**
   * Whether a record from there contradicts what is known: it was read before, so the log has begun
   * anew, as when a topic is deleted and made again.
   */
  public boolean contradicts(long offset) {
    return offset < position;
  }

  /** How often a record was begun that is not finished; 0 if it is. */
  public int attempts(long offset) {
    return unfinished.getOrDefault(offset, 0);
  }

  /** Notes how often an unfinished record was begun. */
  public void attempts(long offset, int count) {
    unfinished.computeIfPresent(
        offset, (key, before) -> Math.min(count, OffsetMetadata.MAX_ATTEMPTS));
  }

  /** Marks a taken record as finished. */
  public void finish(long offset) {
    unfinished.remove(offset);
  }

  /**
   * Notes how far the consumer has read. What was expected below that is gone from the log; what
   * lies between the last record and there are transaction markers and aborted records.
   */
  public void readUpTo(long consumed) {
    NavigableSet<Long> gone = expected.headSet(consumed, false);
    unfinished.keySet().removeAll(gone);
    gone.clear();
    position = Math.max(position, consumed);
    next = Math.max(next, consumed);
  }

  /** Whether the commit's metadata has room for further unfinished records. */
  public boolean hasRoom() {
    return metadata().encode().length() < FULL_LENGTH;
  }

  /** Number of records that are not finished. */
  public int pending() {
    return unfinished.size();
  }

  /** What to commit. */
  public OffsetAndMetadata committable() {
    OffsetMetadata metadata = metadata();
    return new OffsetAndMetadata(metadata.watermark(), metadata.encode());
  }

  private OffsetMetadata metadata() {
    return new OffsetMetadata(next, unfinished);
  }
}
