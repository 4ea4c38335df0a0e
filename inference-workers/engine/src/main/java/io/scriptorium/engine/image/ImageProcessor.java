package io.scriptorium.engine.image;

import io.scriptorium.engine.PixelValues;

/** Prepares whole images for a model. Safe for use by several threads. */
public interface ImageProcessor {
  /**
   * The image, resized with PIL's bicubic filter, normalised and cut into patches.
   *
   * @throws ImageRejectedException if the model cannot take it
   */
  PixelValues process(RgbImage image) throws ImageRejectedException;
}
