package io.scriptorium.engine.torch;

import ai.djl.ndarray.types.Shape;

/**
 * Blocks of a matrix of 8-bit numbers that share a scale, as DeepSeek-V3 (arXiv 2412.19437) stores
 * its weights. The scales of {@code NAME} are a tensor {@code NAME_scale_inv} of 32-bit numbers,
 * which the stored ones are multiplied with.
 *
 * @param rows of a block; the last block may have fewer
 * @param columns of a block, likewise
 */
public record ScaledBlocks(int rows, int columns) {
  static final String SUFFIX = "_scale_inv";

  public ScaledBlocks {
    if (rows < 1 || columns < 1) {
      throw new IllegalArgumentException("Blocks of %d x %d".formatted(rows, columns));
    }
  }

  private static long blocks(long numbers, int size) {
    return (numbers + size - 1) / size;
  }

  /** Shape of the scales of a matrix. */
  Shape scales(Shape matrix) {
    return new Shape(blocks(matrix.get(0), rows), blocks(matrix.get(1), columns));
  }
}
