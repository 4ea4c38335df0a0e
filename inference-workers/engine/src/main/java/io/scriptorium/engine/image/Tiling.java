package io.scriptorium.engine.image;

import com.fasterxml.jackson.databind.JsonNode;
import io.scriptorium.engine.ImageSize;
import io.scriptorium.engine.PixelValues;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * LLaVA-NeXT's preprocessing: the whole image as one tile, whatever its aspect, then the image in
 * the resolution that suits it best, cut into tiles.
 *
 * @param resolutions to choose from
 * @param tileSize pixels on a tile's side
 * @param cut how a tile becomes patches
 */
record Tiling(TileResolutions resolutions, int tileSize, PatchCut cut) implements ImageSettings {
  Tiling {
    if (tileSize % cut.factor() != 0) {
      throw new IllegalArgumentException(
          "crop_size %d is no multiple of the patch size %d".formatted(tileSize, cut.factor()));
    }
    for (ImageSize resolution : resolutions.all()) {
      if (resolution.width() % tileSize != 0 || resolution.height() % tileSize != 0) {
        throw new IllegalArgumentException(
            "image_grid_pinpoints has %d x %d pixels, which tiles of %d do not fill"
                .formatted(resolution.height(), resolution.width(), tileSize));
      }
    }
  }

  static Tiling of(JsonNode json, int patchSize) {
    CentreCrop tile = CentreCrop.of(json, patchSize);
    if (tile.crop().width() != tile.shortestEdge() || tile.crop().height() != tile.shortestEdge()) {
      throw new IllegalArgumentException("tiles must be square, and as large as crop_size");
    }
    return new Tiling(
        TileResolutions.of(json.path("image_grid_pinpoints")), tile.shortestEdge(), tile.cut());
  }

  @Override
  public ImageProcessor processor() {
    Patches patches = new Patches(cut);
    return image -> process(image, patches);
  }

  private PixelValues process(RgbImage image, Patches patches) throws ImageRejectedException {
    ImageSize tile = new ImageSize(tileSize, tileSize);
    ImageSize original = new ImageSize(image.width(), image.height());
    ImageSize canvas = resolutions.best(original);
    List<PixelValues> tiles = new ArrayList<>();
    tiles.add(patches.of(image.resized(tile)));
    RgbImage spread = image.resized(fitted(original, canvas)).centredOn(canvas);
    for (int y = 0; y < canvas.height(); y += tileSize) {
      for (int x = 0; x < canvas.width(); x += tileSize) {
        tiles.add(patches.of(spread.part(x, y, tile)));
      }
    }
    return joined(tiles).withOriginal(original);
  }

  /** The largest size of the image's aspect within a canvas, the other side rounded up. */
  static ImageSize fitted(ImageSize image, ImageSize canvas) {
    double across = (double) canvas.width() / image.width();
    double down = (double) canvas.height() / image.height();
    return across < down
        ? new ImageSize(
            canvas.width(), (int) Math.min(Math.ceil(image.height() * across), canvas.height()))
        : new ImageSize(
            (int) Math.min(Math.ceil(image.width() * down), canvas.width()), canvas.height());
  }

  private static PixelValues joined(List<PixelValues> tiles) {
    PixelValues first = tiles.get(0);
    FloatBuffer values = FloatBuffer.allocate(tiles.size() * first.values().remaining());
    tiles.forEach(tile -> values.put(tile.values().duplicate()));
    return new PixelValues(values.flip(), tiles.size(), first.gridH(), first.gridW());
  }
}
