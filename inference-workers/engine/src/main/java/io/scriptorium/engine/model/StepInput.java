package io.scriptorium.engine.model;

import java.util.List;

/**
 * A step's ragged batch. Its tokens stand in rows, sequence by sequence: first the {@code fresh}
 * segments, whose sequences have nothing in the cache, then the {@code cached} ones, then the
 * {@code single} ones.
 *
 * @param tokens token id of each row
 * @param positions coordinates, axis by axis (axes × rows)
 * @param slots cache slot that takes each row's keys and values
 * @param imageRows rows whose embedding comes from an image
 * @param imageSources cache row of each one's embedding
 * @param sampleRows rows after which a token is predicted
 * @param fresh runs of segments of equal length that attend to themselves alone
 * @param cached runs of segments of equal length that attend to the cache, themselves included
 * @param single segments of one row whose keys are neighbours in the cache, so that they can be
 *     read where they are
 */
@SuppressWarnings("ArrayRecordComponent")
public record StepInput(
    long[] tokens,
    long[] positions,
    long[] slots,
    long[] imageRows,
    long[] imageSources,
    long[] sampleRows,
    List<Segments> fresh,
    List<CachedSegments> cached,
    List<SingleRow> single) {

  /**
   * Neighbouring segments of one length.
   *
   * @param count how many
   * @param length rows of each
   */
  public record Segments(int count, int length) {}

  /**
   * Neighbouring segments of one length with their keys in the cache.
   *
   * @param segments count and length
   * @param keys slots of each segment's keys in their order (count × width), padded at the end with
   *     slots of its own
   * @param keyCounts how many keys each segment has, those of its own rows included
   */
  public record CachedSegments(Segments segments, long[] keys, long[] keyCounts) {
    /** Keys of a segment, padding included. */
    public int width() {
      return keys.length / segments.count();
    }
  }

  /**
   * A segment of one row.
   *
   * @param firstSlot slot of its first key
   * @param keys how many keys it has, its own included
   */
  public record SingleRow(int firstSlot, int keys) {}
}
