package io.scriptorium.engine.model;

import io.scriptorium.engine.PixelValues;
import io.scriptorium.engine.cache.BlockHash;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Leaves patches of an image out before it is encoded, which costs less and says less (NaViT, arXiv
 * 2307.06304, section 2.2). Which ones follows from the image's digest, so that an image has the
 * same answer each time, whatever is encoded beside it.
 *
 * @param rate share of the patches, 0 or more and below 1; at least one patch of an image stays
 */
public record TokenDropping(double rate) {
  /** Nothing is left out. */
  public static final TokenDropping OFF = new TokenDropping(0);

  public TokenDropping {
    if (!(rate >= 0 && rate < 1)) {
      throw new IllegalArgumentException(
          "The share of patches to leave out is 0 or more and below 1, not " + rate);
    }
  }

  /** Indices of an image's patches that stay, in their order. */
  public int[] kept(PixelValues image) {
    int patches = image.patches();
    int kept = Math.max(1, (int) (patches * (1 - rate)));
    int[] order = IntStream.range(0, patches).toArray();
    if (kept == patches) {
      return order;
    }
    Random random = new Random(BlockHash.of(image).first());
    for (int i = 0; i < kept; i++) {
      int other = i + random.nextInt(patches - i);
      int patch = order[other];
      order[other] = order[i];
      order[i] = patch;
    }
    return IntStream.of(order).limit(kept).sorted().toArray();
  }
}
