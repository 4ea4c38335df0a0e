package io.scriptorium.engine.model;

import io.scriptorium.engine.PixelValues;
import java.util.function.ToIntFunction;

/**
 * How a model takes images.
 *
 * @param tokenId stands for one image token in a prompt
 * @param patchSize pixels on a patch's side
 * @param count how many tokens an image has
 */
public record ImageTokens(int tokenId, int patchSize, ToIntFunction<PixelValues> count) {
  /** A token for each square of merged patches, so many on a side. */
  public static ImageTokens ofMerged(int tokenId, int patchSize, int mergeSize) {
    return new ImageTokens(tokenId, patchSize, image -> image.patches() / (mergeSize * mergeSize));
  }

  /** Tokens of an image. */
  public int tokens(PixelValues image) {
    return count.applyAsInt(image);
  }
}
