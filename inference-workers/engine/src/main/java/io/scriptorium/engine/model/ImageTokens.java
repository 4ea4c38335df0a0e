package io.scriptorium.engine.model;

/**
 * How a model takes images.
 *
 * @param tokenId stands for one image token in a prompt
 * @param patchSize pixels on a patch's side
 * @param mergeSize patches on the side of the square that becomes one token
 */
public record ImageTokens(int tokenId, int patchSize, int mergeSize) {
  /** Tokens of an image with this many patches. */
  public int tokens(int patches) {
    return patches / (mergeSize * mergeSize);
  }
}
