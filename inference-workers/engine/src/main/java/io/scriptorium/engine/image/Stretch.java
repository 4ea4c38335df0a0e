package io.scriptorium.engine.image;

import com.fasterxml.jackson.databind.JsonNode;
import io.scriptorium.engine.ImageSize;

/**
 * Qwen-VL's preprocessing (arXiv 2308.12966): every image is brought to one size, whatever its
 * aspect.
 *
 * @param size of every image
 * @param cut how it becomes patches
 */
record Stretch(ImageSize size, PatchCut cut) implements ImageSettings {
  /**
   * Takes {@code visual.image_size} of a {@code config.json}.
   *
   * @throws IllegalArgumentException if it is no multiple of the patch size
   */
  static Stretch of(JsonNode config, int patchSize) {
    int side = config.path("visual").path("image_size").asInt();
    PatchCut cut = PatchCut.plain(patchSize, ChannelScaling.of(config));
    if (side < 1 || side % patchSize != 0) {
      throw new IllegalArgumentException(
          "visual.image_size %d is no multiple of the patch size %d".formatted(side, patchSize));
    }
    return new Stretch(new ImageSize(side, side), cut);
  }

  @Override
  public ImageProcessor processor() {
    Patches patches = new Patches(cut);
    return image -> patches.of(image.resized(size));
  }
}
