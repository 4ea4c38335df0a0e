package io.scriptorium.engine.image;

import io.scriptorium.engine.image.ImageRejectedException.Reason;

/**
 * The size to which Qwen2-VL's preprocessing brings an image: both sides multiples of a factor, the
 * area within bounds, the aspect kept as well as may be (Wang et al. 2024, and its published
 * preprocessing, whose rounding is to even).
 */
record SmartResize(int width, int height) {
  private static final int MAX_ASPECT = 200;

  static SmartResize of(int width, int height, ImageProcessorConfig config)
      throws ImageRejectedException {
    refuseStrips(width, height);
    int factor = config.factor();
    double area = (double) width * height;
    double newWidth = Math.rint((double) width / factor) * factor;
    double newHeight = Math.rint((double) height / factor) * factor;
    if (newWidth * newHeight > config.maxPixels()) {
      double shrink = Math.sqrt(area / config.maxPixels());
      newWidth = Math.max(factor, Math.floor(width / shrink / factor) * factor);
      newHeight = Math.max(factor, Math.floor(height / shrink / factor) * factor);
    } else if (newWidth * newHeight < config.minPixels()) {
      double grow = Math.sqrt(config.minPixels() / area);
      newWidth = Math.ceil(width * grow / factor) * factor;
      newHeight = Math.ceil(height * grow / factor) * factor;
    }
    return new SmartResize((int) newWidth, (int) newHeight);
  }

  /**
   * Refuses images that are too long for their width.
   *
   * @throws ImageRejectedException if it is one
   */
  static void refuseStrips(int width, int height) throws ImageRejectedException {
    if (Math.max(width, height) > (long) MAX_ASPECT * Math.min(width, height)) {
      throw new ImageRejectedException(
          Reason.BAD_ASPECT_RATIO,
          "%d x %d pixels are a longer strip than %d:1".formatted(width, height, MAX_ASPECT));
    }
  }
}
