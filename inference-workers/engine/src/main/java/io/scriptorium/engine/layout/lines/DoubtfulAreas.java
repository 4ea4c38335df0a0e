package io.scriptorium.engine.layout.lines;

import io.scriptorium.engine.image.GrayImage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Areas where ink and paper cannot be told apart by brightness alone: dotted shades, inverse video,
 * pictures. A tile is doubtful if it is dark as a whole, or if its ink is broken into many more
 * runs than strokes of letters would make, or into many dots.
 */
final class DoubtfulAreas {
  private static final int TILE = 16;

  /** Runs of ink for each pixel; 44 in a tile. */
  private static final double MANY_RUNS = 0.17;

  /** Pixels of a dot's longer side at most. */
  private static final int DOT = 5;

  private static final int MANY_DOTS = 6;

  /** Mean brightness of a dark tile at most. */
  private static final int DARK = 100;

  private static final int MIN_TILES = 3;

  private DoubtfulAreas() {}

  /**
   * The doubtful areas of a page, none overlapping another.
   *
   * @param tiles the page's {@link #tiles}; those full of dots are added
   * @param ink the page's ink without its rules
   */
  static List<Area> of(GrayImage page, Bitmap tiles, Components ink) {
    markDots(tiles, ink);
    Components components = Components.of(tiles);
    List<Area> areas = new ArrayList<>();
    for (int i = 0; i < components.count(); i++) {
      Components.Extent extent = components.extent(i);
      if (extent.ink() >= MIN_TILES
          && extent.width() >= 2
          && 3 * extent.ink() >= extent.width() * extent.height()) {
        Area area =
            new Area(
                extent.x0() * TILE - TILE,
                extent.y0() * TILE - TILE / 2,
                extent.x1() * TILE + TILE,
                extent.y1() * TILE + TILE / 2);
        join(areas, area.within(page.width(), page.height()));
      }
    }
    return areas;
  }

  private static void join(List<Area> areas, Area area) {
    Area joined = area;
    for (int i = 0; i < areas.size(); i++) {
      if (areas.get(i).overlaps(joined)) {
        joined = joined.with(areas.remove(i));
        i = -1;
      }
    }
    areas.add(joined);
  }

  private static void markDots(Bitmap tiles, Components ink) {
    int[] dots = new int[tiles.pixels().length];
    for (int i = 0; i < ink.count(); i++) {
      Components.Extent part = ink.extent(i);
      if (part.width() <= DOT && part.height() <= DOT) {
        int tile = part.y0() / TILE * tiles.width() + part.x0() / TILE;
        dots[tile]++;
        tiles.pixels()[tile] |= dots[tile] >= MANY_DOTS;
      }
    }
  }

  /** The tiles, one pixel each, that are dark or full of short runs of ink. */
  static Bitmap tiles(GrayImage page, Bitmap ink) {
    Bitmap tiles = new Bitmap((page.width() + TILE - 1) / TILE, (page.height() + TILE - 1) / TILE);
    int[] runs = new int[tiles.width()];
    int[] luma = new int[tiles.width()];
    for (int y = 0; y < page.height(); y++) {
      int base = y * page.width();
      boolean before = false;
      for (int x = 0; x < page.width(); x++) {
        boolean here = ink.pixels()[base + x];
        if (here && !before) {
          runs[x / TILE]++;
        }
        before = here;
        luma[x / TILE] += page.luma()[base + x] & 0xff;
      }
      boolean last = y == page.height() - 1;
      if (last || y % TILE == TILE - 1) {
        for (int tile = 0; tile < runs.length; tile++) {
          int pixels = (y % TILE + 1) * Math.min(TILE, page.width() - tile * TILE);
          tiles.pixels()[y / TILE * tiles.width() + tile] =
              runs[tile] >= MANY_RUNS * pixels || luma[tile] < DARK * pixels;
        }
        Arrays.fill(runs, 0);
        Arrays.fill(luma, 0);
      }
    }
    return tiles;
  }
}
