package io.scriptorium.engine.layout;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The slope of a page's rows. It is the median slope between runs that stand directly beside each
 * other: robust against the minority of neighbours that belong to different rows.
 */
final class Skew {
  private static final int ROUNDS = 3;
  private static final int FEWEST_PAIRS = 5;
  private static final float LEVEL = 0.001f;
  private static final float LARGEST_COORDINATE = 1e6f;

  private Skew() {}

  /** The lines as runs on level rows. */
  static List<Run> level(List<ReadLine> lines) {
    float slope = 0;
    List<Run> runs = turned(lines, slope);
    for (int round = 0; round < ROUNDS; round++) {
      float rest = slope(runs);
      if (Math.abs(rest) < LEVEL) {
        break;
      }
      slope += rest;
      runs = turned(lines, slope);
    }
    return runs;
  }

  private static List<Run> turned(List<ReadLine> lines, float slope) {
    List<Run> runs = new ArrayList<>(lines.size());
    for (ReadLine line : lines) {
      float x0 = clamped(line.box().x0());
      float x1 = clamped(line.box().x1());
      float y = (clamped(line.box().y0()) + clamped(line.box().y1())) / 2;
      float height = clamped(line.box().y1()) - clamped(line.box().y0());
      // An upright box around sloping text is higher than the text.
      float text = Math.max(height - Math.abs(slope) * (x1 - x0), height / 3);
      float shift = slope * y;
      runs.add(new Run(line, x0 + shift, x1 + shift, y - slope * (x0 + x1) / 2, Math.max(1, text)));
    }
    return runs;
  }

  private static float clamped(float coordinate) {
    return Math.max(-LARGEST_COORDINATE, Math.min(LARGEST_COORDINATE, coordinate));
  }

  /** Median slope of neighbours; 0 where there are too few to tell. */
  private static float slope(List<Run> runs) {
    List<Run> byX = new ArrayList<>(runs);
    byX.sort(Comparator.comparingDouble(Run::x0));
    List<Float> slopes = new ArrayList<>();
    for (int i = 0; i < byX.size(); i++) {
      Run left = byX.get(i);
      for (int j = i + 1; j < byX.size(); j++) {
        Run right = byX.get(j);
        float gap = right.x0() - left.x1();
        if (gap > 8 * left.height()) {
          break;
        }
        float ratio = right.height() / left.height();
        if (gap > -0.5f * left.height() && ratio > 0.6f && ratio < 1.6f && left.besides(right)) {
          slopes.add((right.y() - left.y()) / Math.max(1, centre(right) - centre(left)));
          break;
        }
      }
    }
    if (slopes.size() < FEWEST_PAIRS) {
      return 0;
    }
    slopes.sort(Comparator.naturalOrder());
    return slopes.get(slopes.size() / 2);
  }

  private static float centre(Run run) {
    return (run.x0() + run.x1()) / 2;
  }
}
