package io.scriptorium.engine.image;

import io.scriptorium.engine.PixelValues;

/** Prepares whole images for a Qwen2-VL-like model. Safe for use by several threads. */
public final class ImageProcessor {
  private final ImageProcessorConfig config;
  private final Patches patches;

  public ImageProcessor(ImageProcessorConfig config) {
    this.config = config;
    this.patches = new Patches(config);
  }

  /**
   * The image, resized to the model's bounds with PIL's bicubic filter, normalised and cut.
   *
   * @throws ImageRejectedException if it is a longer strip than the model can take
   */
  public PixelValues process(RgbImage image) throws ImageRejectedException {
    SmartResize size = SmartResize.of(image.width(), image.height(), config);
    return patches.of(resized(image, size));
  }

  /** Tokens that an image takes in a prompt. */
  public int tokens(PixelValues image) {
    return image.patches() / (config.mergeSize() * config.mergeSize());
  }

  private static RgbImage resized(RgbImage image, SmartResize size) {
    byte[] rgb = image.rgb();
    if (size.width() != image.width()) {
      rgb =
          Resampling.bicubic(image.width(), size.width())
              .alongRows(rgb, image.width(), image.height(), 3);
    }
    if (size.height() != image.height()) {
      rgb = Resampling.bicubic(image.height(), size.height()).alongColumns(rgb, 3 * size.width());
    }
    return new RgbImage(size.width(), size.height(), rgb);
  }
}
