package io.scriptorium.engine.layout.lines;

import java.util.ArrayList;
import java.util.List;

/** Room around lines: some on every side, but not into the lines above and below. */
final class Margins {
  private static final double VERTICAL = 0.12;
  private static final double SIDE = 0.3;
  private static final double SHARE = 0.7;
  private static final double MOST_OVERLAP = 0.3;

  private Margins() {}

  /** The lines of a page with their margins, in the same order. */
  static List<Band> around(List<Band> lines) {
    List<Band> grown = new ArrayList<>();
    for (Band line : lines) {
      double above = VERTICAL * line.height();
      double below = above;
      for (Band other : lines) {
        double left = Math.max(line.x0(), other.x0());
        double right = Math.min(line.x1(), other.x1());
        if (other.equals(line) || right <= left) {
          continue;
        }
        double x = (left + right) / 2;
        double overlap = MOST_OVERLAP * line.height();
        if (other.centreAt(x) < line.centreAt(x)) {
          above = room(above, line.topAt(x) - other.bottomAt(x), overlap);
        } else {
          below = room(below, other.topAt(x) - line.bottomAt(x), overlap);
        }
      }
      grown.add(line.grown(SIDE * line.height(), above, below));
    }
    return grown;
  }

  private static double room(double margin, double gap, double overlap) {
    return gap < -overlap ? margin : Math.min(margin, Math.max(0, SHARE * gap));
  }
}
