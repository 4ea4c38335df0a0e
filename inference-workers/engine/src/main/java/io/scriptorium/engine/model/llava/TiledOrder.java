package io.scriptorium.engine.model.llava;

import io.scriptorium.engine.ImageSize;
import io.scriptorium.engine.PixelValues;
import io.scriptorium.engine.image.TileResolutions;
import io.scriptorium.engine.model.BadPromptException;
import java.util.stream.IntStream;

/**
 * LLaVA-NeXT's: first the whole image, then its tiles as one grid, row by row, without the margins
 * that were added to keep its aspect.
 *
 * @param grid patches on a tile's side
 * @param tileSize pixels on a tile's side
 */
record TiledOrder(int grid, int tileSize, TileResolutions resolutions) implements FeatureOrder {
  @Override
  public void check(PixelValues image) {
    ImageSize original =
        image
            .original()
            .orElseThrow(() -> new BadPromptException("An image lacks its original size"));
    ImageSize canvas = resolutions.best(original);
    int tiles = 1 + canvas.width() / tileSize * (canvas.height() / tileSize);
    if (image.gridT() != tiles) {
      throw new BadPromptException(
          "An image of %d x %d pixels has %d tiles, not %d"
              .formatted(original.width(), original.height(), image.gridT(), tiles));
    }
  }

  @Override
  public int[] patches(PixelValues image) {
    ImageSize original = image.original().orElseThrow();
    ImageSize canvas = resolutions.best(original);
    int across = canvas.width() / tileSize;
    int wide = across * grid;
    int high = canvas.height() / tileSize * grid;
    Margins margins = Margins.of(original, wide, high);
    IntStream.Builder tokens = IntStream.builder();
    IntStream.range(0, grid * grid).forEach(tokens::add);
    for (int y = margins.down; y < high - margins.down; y++) {
      for (int x = margins.across; x < wide - margins.across; x++) {
        int tile = 1 + y / grid * across + x / grid;
        tokens.add((tile * grid + y % grid) * grid + x % grid);
      }
      tokens.add(NEWLINE);
    }
    return tokens.build().toArray();
  }

  /** Rows and columns of patches on each side that hold nothing of the image. */
  private record Margins(int across, int down) {
    /** Sizes are rounded to seven digits, so that what is whole but for its last bit is whole. */
    private static final double DIGITS = 1e7;

    static Margins of(ImageSize image, int wide, int high) {
      if ((double) image.width() / image.height() > (double) wide / high) {
        return new Margins(0, (high - floor(image.height() * ((double) wide / image.width()))) / 2);
      }
      return new Margins((wide - floor(image.width() * ((double) high / image.height()))) / 2, 0);
    }

    private static int floor(double size) {
      return (int) (Math.rint(size * DIGITS) / DIGITS);
    }
  }
}
