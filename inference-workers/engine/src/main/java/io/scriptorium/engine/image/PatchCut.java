package io.scriptorium.engine.image;

/**
 * How an image becomes patches.
 *
 * @param patchSize side of a patch in pixels
 * @param mergeSize patches on a side of what becomes one token
 * @param temporalPatchSize frames in a patch; a still image is repeated
 * @param channels normalisation of red, green and blue
 */
record PatchCut(int patchSize, int mergeSize, int temporalPatchSize, ChannelScaling channels) {
  /** Patches one after the other, from left to right and from top to bottom. */
  static PatchCut plain(int patchSize, ChannelScaling channels) {
    return new PatchCut(patchSize, 1, 1, channels);
  }

  /** Multiple of which both sides of an image are, in pixels. */
  int factor() {
    return patchSize * mergeSize;
  }
}
