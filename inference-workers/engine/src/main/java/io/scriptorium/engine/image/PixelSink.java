package io.scriptorium.engine.image;

/**
 * Receives pixels of 8 bits a sample, a run at a time, and keeps them as what its owner wants.
 *
 * @param <T> the image that it makes
 */
interface PixelSink<T> {
  /** Makes room for an image; called once, before any run. */
  void open(int width, int height);

  /**
   * Takes pixels of one row.
   *
   * @param samples interleaved samples, {@code run.pixels()} × {@code run.channels()}
   * @param run what they are and where they go
   */
  void accept(byte[] samples, Run run);

  /** The image, once every pixel was given. */
  T image();

  /**
   * A run of pixels.
   *
   * @param channels 1 gray, 2 gray and alpha, 3 RGB, 4 RGB and alpha (not premultiplied)
   * @param pixels how many
   * @param first index of the first pixel in the image, row by row
   * @param step distance between the pixels in the row; above 1 when interlaced
   */
  record Run(int channels, int pixels, int first, int step) {}

  /** ITU-R BT.601 luma in 16-bit fixed point, rounded. */
  static int luma(int red, int green, int blue) {
    return (red * 19595 + green * 38470 + blue * 7471 + 0x8000) >> 16;
  }

  /** A sample of some opacity over white. */
  static int overWhite(int sample, int alpha) {
    return (sample * alpha + 255 * (255 - alpha) + 127) / 255;
  }
}
