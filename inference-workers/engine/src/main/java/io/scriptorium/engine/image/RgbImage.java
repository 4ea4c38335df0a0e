package io.scriptorium.engine.image;

import io.scriptorium.engine.ImageSize;

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

  /** This image in another size, by PIL's bicubic filter. */
  RgbImage resized(ImageSize size) {
    byte[] resized = rgb;
    if (size.width() != width) {
      resized = Resampling.bicubic(width, size.width()).alongRows(resized, width, height, 3);
    }
    if (size.height() != height) {
      resized = Resampling.bicubic(height, size.height()).alongColumns(resized, 3 * size.width());
    }
    return new RgbImage(size.width(), size.height(), resized);
  }

  /** A part of this image. */
  RgbImage part(int left, int top, ImageSize size) {
    byte[] part = new byte[3 * size.width() * size.height()];
    for (int y = 0; y < size.height(); y++) {
      int from = 3 * ((top + y) * width + left);
      System.arraycopy(rgb, from, part, 3 * y * size.width(), 3 * size.width());
    }
    return new RgbImage(size.width(), size.height(), part);
  }

  /** This image in the middle of a black canvas that is as large or larger. */
  RgbImage centredOn(ImageSize canvas) {
    byte[] wide = new byte[3 * canvas.width() * canvas.height()];
    int left = (canvas.width() - width) / 2;
    int top = (canvas.height() - height) / 2;
    for (int y = 0; y < height; y++) {
      int to = 3 * ((top + y) * canvas.width() + left);
      System.arraycopy(rgb, 3 * y * width, wide, to, 3 * width);
    }
    return new RgbImage(canvas.width(), canvas.height(), wide);
  }
}
