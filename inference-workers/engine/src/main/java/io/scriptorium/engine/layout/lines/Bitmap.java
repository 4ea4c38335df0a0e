package io.scriptorium.engine.layout.lines;

/**
 * A two-valued image.
 *
 * @param width pixels in a row
 * @param height rows
 * @param pixels true for ink, row by row without padding; not copied
 */
@SuppressWarnings("ArrayRecordComponent")
record Bitmap(int width, int height, boolean[] pixels) {
  Bitmap(int width, int height) {
    this(width, height, new boolean[Math.multiplyExact(width, height)]);
  }

  Bitmap {
    if (pixels.length != width * height) {
      throw new IllegalArgumentException(
          "A bitmap of %d x %d has %d pixels".formatted(width, height, pixels.length));
    }
  }
}
