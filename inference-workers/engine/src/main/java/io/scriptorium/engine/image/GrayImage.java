package io.scriptorium.engine.image;

/**
 * An 8-bit gray image.
 *
 * @param width pixels in a row
 * @param height rows
 * @param luma brightness, 0 black to 255 white, row by row without padding; not copied, treat as
 *     read-only
 */
@SuppressWarnings("ArrayRecordComponent")
public record GrayImage(int width, int height, byte[] luma) {
  public GrayImage {
    if (width <= 0 || height <= 0 || luma.length != Math.multiplyExact(width, height)) {
      throw new IllegalArgumentException(
          "A gray image of %d x %d has %d bytes".formatted(width, height, luma.length));
    }
  }

  /** Brightness at a place, 0 to 255. */
  public int at(int x, int y) {
    return luma[y * width + x] & 0xff;
  }
}
