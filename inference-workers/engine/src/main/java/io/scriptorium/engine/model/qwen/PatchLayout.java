package io.scriptorium.engine.model.qwen;

import ai.djl.ndarray.types.Shape;
import io.scriptorium.engine.model.ConfigNode;

/**
 * How images are cut for a vision tower.
 *
 * @param channels of a pixel
 * @param temporalPatchSize frames of a patch
 * @param patchSize pixels on a patch's side
 * @param mergeSize patches on the side of the square that becomes one token
 */
record PatchLayout(int channels, int temporalPatchSize, int patchSize, int mergeSize) {
  static PatchLayout of(ConfigNode vision) {
    return new PatchLayout(
        vision.positive("in_channels", vision.positive("in_chans", 3)),
        vision.positive("temporal_patch_size", 2),
        vision.positive("patch_size", 14),
        vision.positive("spatial_merge_size", 2));
  }

  /** Patches that become one token. */
  int mergeUnit() {
    return mergeSize * mergeSize;
  }

  /** Values of a patch with all channels and frames. */
  int values() {
    return channels * temporalPatchSize * grayValues();
  }

  /** Values of a patch of a gray still image, whose channels and frames are the same. */
  int grayValues() {
    return patchSize * patchSize;
  }

  /** Shape of the weights that embed a patch. */
  Shape embedding(int hiddenSize) {
    return new Shape(hiddenSize, channels, temporalPatchSize, patchSize, patchSize);
  }
}
