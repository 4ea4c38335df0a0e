package io.scriptorium.engine.image;

import com.fasterxml.jackson.databind.JsonNode;
import io.scriptorium.engine.ImageSize;
import java.util.ArrayList;
import java.util.List;

/**
 * Resolutions of which LLaVA-NeXT chooses one for an image.
 *
 * @param all in the order of the configuration
 */
public record TileResolutions(List<ImageSize> all) {
  public TileResolutions {
    all = List.copyOf(all);
    if (all.isEmpty()) {
      throw new IllegalArgumentException("image_grid_pinpoints lists no resolution");
    }
  }

  /**
   * Reads {@code image_grid_pinpoints}, pairs of height and width in pixels.
   *
   * @throws IllegalArgumentException if it is something else
   */
  public static TileResolutions of(JsonNode pinpoints) {
    List<ImageSize> sizes = new ArrayList<>();
    for (JsonNode pair : pinpoints) {
      if (pair.size() != 2 || pair.get(0).asInt() < 1 || pair.get(1).asInt() < 1) {
        throw new IllegalArgumentException(
            "image_grid_pinpoints has %s, which is no height and width".formatted(pair));
      }
      sizes.add(new ImageSize(pair.get(1).asInt(), pair.get(0).asInt()));
    }
    return new TileResolutions(sizes);
  }

  /**
   * The one that keeps most of an image's pixels and, of several, has least room that is not used.
   */
  public ImageSize best(ImageSize image) {
    ImageSize best = all.get(0);
    for (ImageSize candidate : all.subList(1, all.size())) {
      long gain = kept(image, candidate) - kept(image, best);
      if (gain > 0 || (gain == 0 && candidate.area() < best.area())) {
        best = candidate;
      }
    }
    return best;
  }

  private static long kept(ImageSize image, ImageSize canvas) {
    double scale =
        Math.min(
            (double) canvas.width() / image.width(), (double) canvas.height() / image.height());
    long width = (long) (image.width() * scale);
    long height = (long) (image.height() * scale);
    return Math.min(width * height, image.area());
  }
}
