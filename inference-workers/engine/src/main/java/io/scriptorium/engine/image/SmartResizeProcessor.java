package io.scriptorium.engine.image;

import io.scriptorium.engine.ImageSize;
import io.scriptorium.engine.PixelValues;

/** Brings images to a size near their own, as Qwen2-VL takes them. */
final class SmartResizeProcessor implements ImageProcessor {
  private final ImageProcessorConfig config;
  private final Patches patches;

  SmartResizeProcessor(ImageProcessorConfig config) {
    this.config = config;
    this.patches = new Patches(config.cut());
  }

  @Override
  public PixelValues process(RgbImage image) throws ImageRejectedException {
    SmartResize size = SmartResize.of(image.width(), image.height(), config);
    return patches.of(image.resized(new ImageSize(size.width(), size.height())));
  }
}
