package io.scriptorium.engine.layout;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Splits a page into zones that are read row by row, in reading order.
 *
 * <p>A recursive cut in the manner of the XY-cut (Nagy and Seth, 1984), but with gutters found as
 * tall empty strips that need not cross the whole page (Breuel, 2002): the strip that separates two
 * columns best is cut out with the text on both sides; what lies above it is read before, what lies
 * below it after. Strips between table cells are told from column gutters by {@link Gutter}.
 */
final class Zones {
  /** In units of the usual line distance: empty bands at least this high part a page. */
  private static final float BAND = 2.5f;

  private final List<List<Run>> zones = new ArrayList<>();

  private Zones() {}

  static List<List<Run>> of(List<Run> page) {
    Zones found = new Zones();
    // A stack instead of recursion: a page can be cut as often as it has runs.
    Deque<List<Run>> todo = new ArrayDeque<>();
    todo.push(page);
    while (!todo.isEmpty()) {
      List<List<Run>> parts = found.cut(todo.pop());
      for (int i = parts.size() - 1; i >= 0; i--) {
        todo.push(parts.get(i));
      }
    }
    return found.zones;
  }

  /** Parts to look at again, in reading order; none if the region became a zone. */
  private List<List<Run>> cut(List<Run> region) {
    if (region.isEmpty()) {
      return List.of();
    }
    List<Run> byY = new ArrayList<>(region);
    byY.sort(Comparator.comparingDouble(Run::y));
    List<List<Run>> bands = bands(byY);
    if (bands.size() > 1) {
      return bands;
    }
    Optional<Gutter> gutter = Gutter.best(byY);
    if (gutter.isEmpty()) {
      zones.add(byY);
      return List.of();
    }
    return gutter.get().parts(byY);
  }

  /** Parts separated by empty bands that are much higher than the region's usual ones. */
  private static List<List<Run>> bands(List<Run> byY) {
    List<Float> steps = new ArrayList<>();
    List<Float> heights = new ArrayList<>();
    float y = byY.get(0).y();
    for (Run run : byY) {
      heights.add(run.height());
      if (run.y() - y > run.height() / 2) {
        steps.add(run.y() - y);
      }
      y = run.y();
    }
    float step = Math.max(median(steps), 1.2f * median(heights));
    List<List<Run>> bands = new ArrayList<>();
    float bottom = Float.NEGATIVE_INFINITY;
    for (Run run : byY) {
      if (bands.isEmpty() || run.top() - bottom > BAND * step) {
        bands.add(new ArrayList<>());
      }
      bands.get(bands.size() - 1).add(run);
      bottom = Math.max(bottom, run.bottom());
    }
    return bands;
  }

  private static float median(List<Float> values) {
    if (values.isEmpty()) {
      return 0;
    }
    values.sort(Comparator.naturalOrder());
    return values.get(values.size() / 2);
  }
}
