package io.scriptorium.engine.model.llava;

import io.scriptorium.engine.PixelValues;
import io.scriptorium.engine.model.BadPromptException;
import java.util.stream.IntStream;

/**
 * LLaVA 1.5's: one after the other.
 *
 * @param count patches of an image
 */
record PlainOrder(int count) implements FeatureOrder {
  @Override
  public void check(PixelValues image) {
    if (image.gridT() != 1) {
      throw new BadPromptException("An image has %d tiles, not 1".formatted(image.gridT()));
    }
  }

  @Override
  public int[] patches(PixelValues image) {
    return IntStream.range(0, count).toArray();
  }
}
