package io.scriptorium.engine.image;

import com.fasterxml.jackson.databind.JsonNode;
import io.scriptorium.engine.ImageSize;

/**
 * The preprocessing of Qwen-VL (arXiv 2308.12966) and of BLIP (arXiv 2201.12086): every image is
 * brought to one size, whatever its aspect.
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
  static Stretch ofConfig(JsonNode config, int patchSize) {
    int side = config.path("visual").path("image_size").asInt();
    check("visual.image_size", side, patchSize);
    return new Stretch(
        new ImageSize(side, side), PatchCut.plain(patchSize, ChannelScaling.of(config)));
  }

  /**
   * Takes {@code size} of a {@code preprocessor_config.json}.
   *
   * @throws IllegalArgumentException if it is no multiple of the patch size, or more or less than
   *     that is asked for
   */
  static Stretch of(JsonNode json, int patchSize) {
    if (!json.path("do_resize").asBoolean(true) || json.path("do_center_crop").asBoolean(false)) {
      throw new IllegalArgumentException(
          "images that are not resized, or cropped, are unsupported");
    }
    CentreCrop.requireBicubic(json);
    JsonNode size = json.path("size");
    int width = size.isObject() ? size.path("width").asInt() : size.asInt(384);
    int height = size.isObject() ? size.path("height").asInt() : size.asInt(384);
    check("size", width, patchSize);
    check("size", height, patchSize);
    return new Stretch(
        new ImageSize(width, height), PatchCut.plain(patchSize, ChannelScaling.of(json)));
  }

  private static void check(String key, int side, int patchSize) {
    if (side < 1 || side % patchSize != 0) {
      throw new IllegalArgumentException(
          "%s %d is no multiple of the patch size %d".formatted(key, side, patchSize));
    }
  }

  @Override
  public ImageProcessor processor() {
    Patches patches = new Patches(cut);
    return image -> patches.of(image.resized(size));
  }
}
