package io.scriptorium.engine.parity;

import ai.djl.ndarray.types.Shape;
import io.scriptorium.engine.PixelValues;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * Images or tiles as planes of channels, to be cut into patches.
 *
 * @param values (tiles, channels, height, width)
 */
@SuppressWarnings("ArrayRecordComponent")
record Planes(float[] values, int tiles, int channels, int height, int width, int patchSize) {
  static Planes of(float[] values, Shape shape, int patchSize) {
    int[] sizes = LongStream.of(shape.getShape()).mapToInt(Math::toIntExact).toArray();
    return new Planes(values, sizes[0], sizes[1], sizes[2], sizes[3], patchSize);
  }

  /** One image, of the shape (channels, height, width). */
  static Planes ofImage(float[] values, Shape shape, int patchSize) {
    return of(values, new Shape(1).addAll(shape), patchSize);
  }

  /** Each tile as an image. */
  List<PixelValues> images() {
    return IntStream.range(0, tiles)
        .mapToObj(
            tile -> {
              FloatBuffer patches = FloatBuffer.allocate(channels * height * width);
              cut(tile, patches);
              return grid(patches.flip(), 1);
            })
        .toList();
  }

  /** All tiles as one image. */
  PixelValues image() {
    FloatBuffer patches = FloatBuffer.allocate(values.length);
    for (int tile = 0; tile < tiles; tile++) {
      cut(tile, patches);
    }
    return grid(patches.flip(), tiles);
  }

  private PixelValues grid(FloatBuffer patches, int count) {
    return new PixelValues(patches, count, height / patchSize, width / patchSize);
  }

  private void cut(int tile, FloatBuffer patches) {
    for (int top = 0; top < height; top += patchSize) {
      for (int left = 0; left < width; left += patchSize) {
        for (int channel = 0; channel < channels; channel++) {
          for (int y = top; y < top + patchSize; y++) {
            int row = ((tile * channels + channel) * height + y) * width;
            patches.put(values, row + left, patchSize);
          }
        }
      }
    }
  }
}
