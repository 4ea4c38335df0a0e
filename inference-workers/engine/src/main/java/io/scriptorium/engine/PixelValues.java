package io.scriptorium.engine;

import java.nio.FloatBuffer;

/**
 * A preprocessed image, cut into patches.
 *
 * @param values normalised patches (gridT × gridH × gridW, channels × temporal × patch × patch), in
 *     the order of the merge blocks; position to limit. A gray still image, whose channels and
 *     frames are the same, may give them once: (gridT × gridH × gridW, patch × patch)
 * @param gridT temporal patches
 * @param gridH patches from top to bottom
 * @param gridW patches from left to right
 */
public record PixelValues(FloatBuffer values, int gridT, int gridH, int gridW) {
  public PixelValues {
    if (gridT < 1
        || gridH < 1
        || gridW < 1
        || values.remaining() % Math.multiplyExact(gridT, Math.multiplyExact(gridH, gridW)) != 0) {
      throw new IllegalArgumentException(
          "%d values in a grid of %d x %d x %d".formatted(values.remaining(), gridT, gridH, gridW));
    }
  }

  /** Patches before merging. */
  public int patches() {
    return gridT * gridH * gridW;
  }

  /** Values of one patch. */
  public int valuesPerPatch() {
    return values.remaining() / patches();
  }
}
