package io.scriptorium.engine.layout.lines;

/**
 * How likely each pixel of an image lies inside a text line.
 *
 * @param width pixels in a row
 * @param height rows
 * @param values probabilities, 0 to 1, shape (height, width); not copied
 */
@SuppressWarnings("ArrayRecordComponent")
record TextProbability(int width, int height, float[] values) {
  TextProbability {
    if (values.length != width * height) {
      throw new IllegalArgumentException(
          "A map of %d x %d has %d values".formatted(width, height, values.length));
    }
  }

  /** The pixels above a threshold. */
  Bitmap above(float threshold) {
    Bitmap mask = new Bitmap(width, height);
    for (int i = 0; i < values.length; i++) {
      mask.pixels()[i] = values[i] > threshold;
    }
    return mask;
  }
}
