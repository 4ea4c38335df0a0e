package io.scriptorium.engine.model.llava;

import io.scriptorium.engine.PixelValues;

/** Which features of an image's patches become its tokens, and in which order. */
interface FeatureOrder {
  /** Stands for the end of a row. */
  int NEWLINE = -1;

  /**
   * Checks an image whose tiles have the encoder's size.
   *
   * @throws io.scriptorium.engine.model.BadPromptException if its tiles are not as they should be
   */
  void check(PixelValues image);

  /** The patch of each token of a checked image, counted over its tiles, or {@link #NEWLINE}. */
  int[] patches(PixelValues image);
}
