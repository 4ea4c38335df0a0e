package io.scriptorium.engine.layout;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * An empty strip between two columns of text.
 *
 * @param x runs that begin left of it belong to the left column, in pixels
 * @param from index of its first run, in a region sorted from top to bottom
 * @param to index after its last run
 * @param score higher for taller and wider strips
 */
record Gutter(float x, int from, int to, float score) {
  /** Narrowest strip, in units of the text's height. */
  private static final float NARROWEST = 0.8f;

  /** Least height that both columns have in common, in units of the text's height. */
  private static final float SHORTEST = 4;

  private static final int MOST_LOOKED_AT = 16;

  /** Width above which a strip does not become a better one, in units of the text's height. */
  private static final float WIDE = 3;

  /** The best gutter of a region sorted from top to bottom. */
  static Optional<Gutter> best(List<Run> byY) {
    float unit = typicalHeight(byY);
    float left = Float.POSITIVE_INFINITY;
    for (Run run : byY) {
      left = Math.min(left, run.x0());
    }
    Set<Integer> tried = new HashSet<>();
    List<Gutter> strips = new ArrayList<>();
    for (Run run : byY) {
      if (run.x0() > left + unit && tried.add(Math.round(run.x0() * 4 / unit))) {
        strips.addAll(at(run.x0() - unit / 8, byY, unit));
      }
    }
    strips.sort(Comparator.comparingDouble(Gutter::score).reversed());
    // Looking at the columns is the costly part: once for strips between the same runs, and only
    // for the most likely ones.
    Set<BitSet> seen = new HashSet<>();
    for (Gutter strip : strips) {
      if (seen.size() == MOST_LOOKED_AT) {
        break;
      }
      if (seen.add(strip.sides(byY)) && Columns.of(strip, byY).readDownwards()) {
        return Optional.of(strip);
      }
    }
    return Optional.empty();
  }

  /** The strips that end at {@code x}, between the runs that cross it. */
  private static List<Gutter> at(float x, List<Run> byY, float unit) {
    List<Gutter> gutters = new ArrayList<>();
    int from = 0;
    for (int i = 0; i <= byY.size(); i++) {
      boolean crossed =
          i == byY.size() || (byY.get(i).x0() < x && byY.get(i).x1() > x - NARROWEST * unit);
      if (crossed) {
        if (i - from >= 6) {
          between(x, byY, from, i, unit).ifPresent(gutters::add);
        }
        from = i + 1;
      }
    }
    return gutters;
  }

  private static Optional<Gutter> between(float x, List<Run> byY, int from, int to, float unit) {
    float end = Float.NEGATIVE_INFINITY;
    float leftTop = Float.POSITIVE_INFINITY;
    float leftBottom = Float.NEGATIVE_INFINITY;
    float rightTop = Float.POSITIVE_INFINITY;
    float rightBottom = Float.NEGATIVE_INFINITY;
    for (Run run : byY.subList(from, to)) {
      if (run.x0() < x) {
        end = Math.max(end, run.x1());
        leftTop = Math.min(leftTop, run.top());
        leftBottom = Math.max(leftBottom, run.bottom());
      } else {
        rightTop = Math.min(rightTop, run.top());
        rightBottom = Math.max(rightBottom, run.bottom());
      }
    }
    float common = Math.min(leftBottom, rightBottom) - Math.max(leftTop, rightTop);
    if (common < SHORTEST * unit) {
      return Optional.empty();
    }
    float width = Math.min(WIDE, (x - end) / unit);
    return Optional.of(new Gutter(x, from, to, common * width));
  }

  /** Which runs it has between, and after the region's end which of them are on the left. */
  private BitSet sides(List<Run> byY) {
    BitSet sides = new BitSet(2 * byY.size());
    sides.set(from, to);
    for (int i = from; i < to; i++) {
      sides.set(byY.size() + i, byY.get(i).x0() < x);
    }
    return sides;
  }

  private static float typicalHeight(List<Run> runs) {
    float[] heights = new float[runs.size()];
    for (int i = 0; i < heights.length; i++) {
      heights[i] = runs.get(i).height();
    }
    Arrays.sort(heights);
    return heights[heights.length / 2];
  }

  /** What is above it, its left column, its right column, what is below it. */
  List<List<Run>> parts(List<Run> byY) {
    Columns columns = Columns.of(this, byY);
    return List.of(
        byY.subList(0, from), columns.left(), columns.right(), byY.subList(to, byY.size()));
  }
}
