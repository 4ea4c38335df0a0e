package io.scriptorium.engine.model.navit;

import io.scriptorium.engine.PixelValues;

/**
 * An image that is packed with others.
 *
 * @param index its place among the images that were asked for
 * @param pixels its patches
 * @param kept indices of those that are encoded
 */
@SuppressWarnings("ArrayRecordComponent")
record PackedImage(int index, PixelValues pixels, int[] kept) {
  /** Tokens of the encoder. */
  int tokens() {
    return kept.length;
  }
}
