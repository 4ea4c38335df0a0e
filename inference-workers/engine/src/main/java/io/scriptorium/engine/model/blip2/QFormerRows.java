package io.scriptorium.engine.model.blip2;

import io.scriptorium.engine.model.EncoderInput;
import io.scriptorium.engine.model.SegmentRuns;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * The rows of a Q-Former: the queries of all images, then all instructions. In attention they stand
 * image by image:
 *
 * <pre>
 *   rows       | queries of image 0 | of image 1 | instruction 0 | instruction 1 |
 *   attention  | queries of image 0 | instruction 0 | queries of image 1 | instruction 1 |
 * </pre>
 */
final class QFormerRows {
  private final long[] targets;
  private final long[] tokens;
  private final long[] positions;
  private final long[] order;
  private final long[] places;
  private final SegmentRuns segments = new SegmentRuns();

  QFormerRows(List<EncoderInput> images, int queries) {
    targets = images.stream().flatMapToInt(it -> IntStream.of(it.rows())).asLongStream().toArray();
    tokens =
        images.stream()
            .flatMap(it -> it.pixels().instruction().stream())
            .mapToLong(Integer::longValue)
            .toArray();
    positions =
        images.stream()
            .flatMapToLong(it -> LongStream.range(0, it.pixels().instruction().size()))
            .toArray();
    order = new long[targets.length + tokens.length];
    places = new long[order.length];
    int place = 0;
    int query = 0;
    int text = targets.length;
    for (EncoderInput image : images) {
      int length = image.pixels().instruction().size();
      for (int i = 0; i < queries; i++) {
        put(query++, place++);
      }
      for (int i = 0; i < length; i++) {
        put(text++, place++);
      }
      segments.add(queries + length);
    }
  }

  private void put(int row, int place) {
    order[place] = row;
    places[row] = place;
  }

  /** The parts that the program describes. */
  List<long[]> numbers() {
    return List.of(targets, tokens, positions, order, places);
  }

  /** Pairs of count and length. */
  long[] segments() {
    return segments.toArray();
  }
}
