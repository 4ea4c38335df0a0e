package io.scriptorium.engine;

/**
 * Size of an image in pixels.
 *
 * @param width pixels in a row
 * @param height rows
 */
public record ImageSize(int width, int height) {
  public ImageSize {
    if (width < 1 || height < 1) {
      throw new IllegalArgumentException("An image of %d x %d pixels".formatted(width, height));
    }
  }

  /** Pixels. */
  public long area() {
    return (long) width * height;
  }
}
