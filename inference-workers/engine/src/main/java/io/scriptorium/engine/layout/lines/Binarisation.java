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
      int entering = y + RADIUS;
      int leaving = y - RADIUS - 1;
      if (entering < height && leaving >= 0) {
        exchange(image, leaving, entering, sums, squares);
      } else if (entering < height) {
        add(image, entering, 1, sums, squares);
      } else if (leaving >= 0) {
        add(image, leaving, -1, sums, squares);
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

  /** Both in one pass, which most rows need. */
  private static void exchange(
      GrayImage image, int leaving, int entering, int[] sums, int[] squares) {
    byte[] luma = image.luma();
    int gone = leaving * image.width();
    int come = entering * image.width();
    for (int x = 0; x < sums.length; x++) {
      int before = luma[gone + x] & 0xff;
      int after = luma[come + x] & 0xff;
      sums[x] += after - before;
      squares[x] += after * after - before * before;
    }
  }

  private static void row(GrayImage image, int y, int rows, int[] sums, int[] squares, Bitmap ink) {
    int width = image.width();
    int base = y * width;
    // At most 41 · 41 · 255², which an int holds.
    int sum = 0;
    int square = 0;
    int columns = Math.min(RADIUS, width);
    for (int x = 0; x < columns; x++) {
      sum += sums[x];
      square += squares[x];
    }
    for (int x = 0; x < width; x++) {
      if (x + RADIUS < width) {
        sum += sums[x + RADIUS];
        square += squares[x + RADIUS];
        columns++;
      }
      if (x - RADIUS - 1 >= 0) {
        sum -= sums[x - RADIUS - 1];
        square -= squares[x - RADIUS - 1];
        columns--;
      }
      int area = rows * columns;
      int value = image.luma()[base + x] & 0xff;
      // No deviation is so large that ink is as light as the mean: most of a page ends here.
      ink.pixels()[base + x] = value * area < sum && isInk(value, 1f / area, sum, square);
    }
  }

  private static boolean isInk(int value, float each, int sum, int square) {
    float mean = sum * each;
    float above = value - mean * (1 - SENSITIVITY);
    float variance = square * each - mean * mean;
    float bound = above * DYNAMIC_RANGE;
    float reach = mean * SENSITIVITY;
    return above < 0 || bound * bound < variance * reach * reach;
  }
}
