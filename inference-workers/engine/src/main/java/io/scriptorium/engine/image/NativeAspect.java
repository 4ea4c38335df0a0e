package io.scriptorium.engine.image;

import com.fasterxml.jackson.databind.JsonNode;
import io.scriptorium.engine.ImageSize;
import java.util.List;

/**
 * NaViT's preprocessing (arXiv 2307.06304): an image keeps its aspect, and its size where the model
 * has positions for it; sides are rounded to whole patches.
 *
 * @param largest what an image is shrunk to fit into, whole patches
 * @param cut how it becomes patches
 */
record NativeAspect(ImageSize largest, PatchCut cut) implements ImageSettings {
  private static final ChannelScaling BETWEEN_ONES =
      new ChannelScaling(1 / 255.0, List.of(0.5, 0.5, 0.5), List.of(0.5, 0.5, 0.5));

  NativeAspect {
    if (largest.width() % cut.factor() != 0 || largest.height() % cut.factor() != 0) {
      throw new IllegalArgumentException(
          "image_size %d x %d is no multiple of the patch size %d"
              .formatted(largest.height(), largest.width(), cut.factor()));
    }
  }

  /**
   * Takes {@code image_size} (a side, or a height and a width) and {@code position_embedding} of a
   * {@code config.json}. Images of a model with fractional positions are bounded by their area
   * alone.
   *
   * @throws IllegalArgumentException if there is no size, or it is no multiple of the patch size
   */
  static ImageSettings of(JsonNode config, int patchSize) {
    JsonNode size = config.path("image_size");
    ImageSize largest =
        size.isArray()
            ? new ImageSize(size.path(1).asInt(), size.path(0).asInt())
            : new ImageSize(size.asInt(), size.asInt());
    ChannelScaling channels = ChannelScaling.of(config, BETWEEN_ONES);
    if (config.path("position_embedding").asText().equals("fractional")) {
      long patch = (long) patchSize * patchSize;
      return new ImageProcessorConfig(patch, largest.area(), patchSize, 1, 1, channels);
    }
    return new NativeAspect(largest, PatchCut.plain(patchSize, channels));
  }

  @Override
  public ImageProcessor processor() {
    Patches patches = new Patches(cut);
    return image -> {
      SmartResize.refuseStrips(image.width(), image.height());
      return patches.of(image.resized(resizedSize(image.width(), image.height())));
    };
  }

  ImageSize resizedSize(int width, int height) {
    double scale =
        Math.min(1, Math.min((double) largest.width() / width, (double) largest.height() / height));
    return new ImageSize(wholePatches(width * scale), wholePatches(height * scale));
  }

  private int wholePatches(double side) {
    return cut.patchSize() * (int) Math.max(1, Math.rint(side / cut.patchSize()));
  }
}
