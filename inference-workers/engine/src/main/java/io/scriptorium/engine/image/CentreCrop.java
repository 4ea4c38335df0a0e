package io.scriptorium.engine.image;

import com.fasterxml.jackson.databind.JsonNode;
import io.scriptorium.engine.ImageSize;
import io.scriptorium.engine.PixelValues;

/**
 * CLIP's preprocessing (arXiv 2103.00020): the shorter edge is brought to a length, the middle is
 * cut out.
 *
 * @param shortestEdge of the resized image, in pixels
 * @param crop what is cut out
 * @param cut how it becomes patches
 */
record CentreCrop(int shortestEdge, ImageSize crop, PatchCut cut) implements ImageSettings {
  CentreCrop {
    if (crop.width() > shortestEdge || crop.height() > shortestEdge) {
      throw new IllegalArgumentException(
          "crop_size %d x %d is larger than the shortest edge of %d"
              .formatted(crop.width(), crop.height(), shortestEdge));
    }
    if (crop.width() % cut.factor() != 0 || crop.height() % cut.factor() != 0) {
      throw new IllegalArgumentException(
          "crop_size %d x %d is no multiple of the patch size %d"
              .formatted(crop.width(), crop.height(), cut.factor()));
    }
  }

  static CentreCrop of(JsonNode json, int patchSize) {
    if (!json.path("do_resize").asBoolean(true) || !json.path("do_center_crop").asBoolean(true)) {
      throw new IllegalArgumentException("images that are not resized and cropped are unsupported");
    }
    requireBicubic(json);
    JsonNode size = json.path("size");
    if (size.isObject() && !size.has("shortest_edge")) {
      throw new IllegalArgumentException(
          "size %s is not supported: it has no shortest_edge".formatted(size));
    }
    JsonNode edge = size.isObject() ? size.path("shortest_edge") : size;
    JsonNode crop = json.path("crop_size");
    int width = crop.isObject() ? crop.path("width").asInt() : crop.asInt(224);
    int height = crop.isObject() ? crop.path("height").asInt() : crop.asInt(224);
    return new CentreCrop(
        edge.asInt(Math.max(width, height)),
        new ImageSize(width, height),
        PatchCut.plain(patchSize, ChannelScaling.of(json)));
  }

  /** Refuses other filters than the one that is built. */
  static void requireBicubic(JsonNode json) {
    if (json.path("resample").asInt(3) != 3) {
      throw new IllegalArgumentException(
          "resample %s is not supported; supported is 3 (bicubic)".formatted(json.get("resample")));
    }
  }

  @Override
  public ImageProcessor processor() {
    Patches patches = new Patches(cut);
    return image -> process(image, patches);
  }

  private PixelValues process(RgbImage image, Patches patches) throws ImageRejectedException {
    RgbImage resized = image.resized(resizedSize(image));
    int left = (resized.width() - crop.width()) / 2;
    int top = (resized.height() - crop.height()) / 2;
    return patches.of(resized.part(left, top, crop));
  }

  /** Both edges in proportion, the longer one rounded down. */
  private ImageSize resizedSize(RgbImage image) throws ImageRejectedException {
    SmartResize.refuseStrips(image.width(), image.height());
    int shorter = Math.min(image.width(), image.height());
    long width = (long) shortestEdge * image.width() / shorter;
    long height = (long) shortestEdge * image.height() / shorter;
    return new ImageSize(Math.toIntExact(width), Math.toIntExact(height));
  }
}
