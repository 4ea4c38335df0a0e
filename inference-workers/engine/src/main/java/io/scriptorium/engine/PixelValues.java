package io.scriptorium.engine;

import java.nio.FloatBuffer;
import java.util.List;
import java.util.Optional;

/**
 * A preprocessed image, cut into patches.
 *
 * @param values normalised patches (gridT × gridH × gridW, channels × temporal × patch × patch), in
 *     the order of the merge blocks; position to limit. A gray still image, whose channels and
 *     frames are the same, may give them once: (gridT × gridH × gridW, patch × patch)
 * @param gridT temporal patches, or tiles
 * @param gridH patches from top to bottom
 * @param gridW patches from left to right
 * @param original size before preprocessing, for models that need to know it
 * @param instruction what is asked about the image, for encoders that are told it, in tokens of
 *     their own
 */
public record PixelValues(
    FloatBuffer values,
    int gridT,
    int gridH,
    int gridW,
    Optional<ImageSize> original,
    List<Integer> instruction) {
  public PixelValues {
    instruction = List.copyOf(instruction);
    if (gridT < 1
        || gridH < 1
        || gridW < 1
        || values.remaining() % Math.multiplyExact(gridT, Math.multiplyExact(gridH, gridW)) != 0) {
      throw new IllegalArgumentException(
          "%d values in a grid of %d x %d x %d".formatted(values.remaining(), gridT, gridH, gridW));
    }
  }

  /** An image whose original size does not matter. */
  public PixelValues(FloatBuffer values, int gridT, int gridH, int gridW) {
    this(values, gridT, gridH, gridW, Optional.empty(), List.of());
  }

  /** This image with its original size. */
  public PixelValues withOriginal(ImageSize size) {
    return new PixelValues(values, gridT, gridH, gridW, Optional.of(size), instruction);
  }

  /** This image with what is asked about it, in tokens of the encoder's own. */
  public PixelValues withInstruction(List<Integer> tokens) {
    return new PixelValues(values, gridT, gridH, gridW, original, tokens);
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
