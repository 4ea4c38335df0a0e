package io.scriptorium.engine.layout.lines;

import io.scriptorium.engine.image.GrayImage;

/**
 * Tells ink from paper by the mean and deviation around each pixel (Sauvola and Pietikäinen 2000):
 * ink is darker than {@code mean · (1 + k · (deviation / 128 − 1))}.
 */
final class Binarisation {
  /** The window reaches this many pixels to each side. */
  private static final int RADIUS = 20;

  private static final float SENSITIVITY = 0.15f;
  private static final float DYNAMIC_RANGE = 128;

  private Binarisation() {}

  /** The ink of an image. */
  static Bitmap ink(GrayImage image) {
    int width = image.width();
    int height = image.height();
    Bitmap ink = new Bitmap(width, height);
    int[] sums = new int[width];
    int[] squares = new int[width];
    for (int y = 0; y < Math.min(RADIUS, height); y++) {
      add(image, y, 1, sums, squares);
    }
    for (int y = 0; y < height; y++) {
      if (y + RADIUS < height) {
        add(image, y + RADIUS, 1, sums, squares);
      }
      if (y - RADIUS - 1 >= 0) {
        add(image, y - RADIUS - 1, -1, sums, squares);
      }
      int rows = Math.min(height - 1, y + RADIUS) - Math.max(0, y - RADIUS) + 1;
      row(image, y, rows, sums, squares, ink);
    }
    return ink;
  }

  private static void add(GrayImage image, int y, int sign, int[] sums, int[] squares) {
    byte[] luma = image.luma();
    int base = y * image.width();
    for (int x = 0; x < sums.length; x++) {
      int value = luma[base + x] & 0xff;
      sums[x] += sign * value;
      squares[x] += sign * value * value;
    }
  }

  private static void row(GrayImage image, int y, int rows, int[] sums, int[] squares, Bitmap ink) {
    int width = image.width();
    int base = y * width;
    long sum = 0;
    long square = 0;
    for (int x = 0; x < Math.min(RADIUS, width); x++) {
      sum += sums[x];
      square += squares[x];
    }
    for (int x = 0; x < width; x++) {
      if (x + RADIUS < width) {
        sum += sums[x + RADIUS];
        square += squares[x + RADIUS];
      }
      if (x - RADIUS - 1 >= 0) {
        sum -= sums[x - RADIUS - 1];
        square -= squares[x - RADIUS - 1];
      }
      int columns = Math.min(width - 1, x + RADIUS) - Math.max(0, x - RADIUS) + 1;
      float each = 1f / (rows * columns);
      float mean = sum * each;
      float above = (image.luma()[base + x] & 0xff) - mean * (1 - SENSITIVITY);
      float variance = square * each - mean * mean;
      float bound = above * DYNAMIC_RANGE;
      float reach = mean * SENSITIVITY;
      ink.pixels()[base + x] = above < 0 || bound * bound < variance * reach * reach;
    }
  }
}
