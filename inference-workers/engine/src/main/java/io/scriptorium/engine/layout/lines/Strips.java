package io.scriptorium.engine.layout.lines;

import java.util.ArrayList;
import java.util.List;

/**
 * The strips of a page that hold text: groups of letters that look like a line or a part of one.
 */
final class Strips {
  private static final int MIN_HEIGHT = 5;
  private static final int MIN_WIDTH = 2;

  /** Heights as shares of the page's usual letter height. */
  private static final double LOWEST = 0.55;

  private static final double LOWEST_ALONE = 0.65;
  private static final double TALLEST_ALONE = 2.2;

  /** Height as a share of that of the line's own tall members. */
  private static final double TALLEST = 2.2;

  private Strips() {}

  /** The strips that groups of letters fill; long lines in several. */
  static List<Band> of(List<Cluster> groups, int letterHeight) {
    double ofPage = Slope.ofPage(groups);
    List<Band> strips = new ArrayList<>();
    for (Cluster group : groups) {
      double slope = Slope.of(group, ofPage);
      Band strip = Band.around(group, slope);
      if (isText(group, strip, letterHeight)) {
        for (Cluster part : LongLines.cut(group, strip.height())) {
          strips.add(Band.around(part, slope));
        }
      }
    }
    return strips;
  }

  private static boolean isText(Cluster group, Band strip, int letterHeight) {
    boolean alone = group.members().size() == 1;
    return strip.width() >= MIN_WIDTH
        && strip.height() >= Math.max(MIN_HEIGHT, (alone ? LOWEST_ALONE : LOWEST) * letterHeight)
        && strip.height() <= TALLEST * group.memberHeight(0.8)
        && !(alone && strip.height() > TALLEST_ALONE * letterHeight);
  }
}
