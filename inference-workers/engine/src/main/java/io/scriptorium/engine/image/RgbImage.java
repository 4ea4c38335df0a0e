package io.scriptorium.engine.image;

/**
 * An 8-bit colour image.
 *
 * @param width pixels in a row
 * @param height rows
 * @param rgb red, green, blue of each pixel, row by row without padding; not copied, treat as
 *     read-only
 */
@SuppressWarnings("ArrayRecordComponent")
public record RgbImage(int width, int height, byte[] rgb) {
  public RgbImage {
    if (width <= 0
        || height <= 0
        || rgb.length != Math.multiplyExact(3, Math.multiplyExact(width, height))) {
      throw new IllegalArgumentException(
          "A colour image of %d x %d has %d bytes".formatted(width, height, rgb.length));
    }
  }
}
