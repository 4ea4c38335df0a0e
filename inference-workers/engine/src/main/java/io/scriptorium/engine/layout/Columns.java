package io.scriptorium.engine.layout;

import java.util.ArrayList;
import java.util.List;

/**
 * The text on both sides of a gutter.
 *
 * @param left sorted from top to bottom
 * @param right sorted from top to bottom
 */
record Columns(List<Run> left, List<Run> right) {
  private static final int FEWEST_ROWS = 3;

  /** Rows that a flowing column has at least, and its least width in units of the text's height. */
  private static final int FLOWING_ROWS = 3;

  private static final float FLOWING_WIDTH = 8;

  /** Distance of centres, in units of the text's height, within which rows stand beside. */
  private static final float BESIDE = 0.25f;

  static Columns of(Gutter gutter, List<Run> byY) {
    List<Run> left = new ArrayList<>();
    List<Run> right = new ArrayList<>();
    for (Run run : byY.subList(gutter.from(), gutter.to())) {
      (run.x0() < gutter.x() ? left : right).add(run);
    }
    return new Columns(left, right);
  }

  /**
   * Whether the left side is read to its end before the right one. Rows of a table stand beside
   * each other; those of columns do so only by chance, or because both columns are running text on
   * one grid.
   */
  boolean readDownwards() {
    List<Row> leftRows = Row.of(left);
    List<Row> rightRows = Row.of(right);
    if (Math.min(leftRows.size(), rightRows.size()) < FEWEST_ROWS) {
      return false;
    }
    return !aligned(leftRows, rightRows) || (flowing(leftRows) && flowing(rightRows));
  }

  private static boolean aligned(List<Row> one, List<Row> other) {
    List<Row> fewer = one.size() <= other.size() ? one : other;
    List<Row> more = one.size() <= other.size() ? other : one;
    int beside = 0;
    int next = 0;
    for (Row row : fewer) {
      while (next + 1 < more.size()
          && Math.abs(more.get(next + 1).y() - row.y()) <= Math.abs(more.get(next).y() - row.y())) {
        next++;
      }
      // A row of dashes is low, but stands beside its neighbours all the same.
      float larger = Math.max(row.height(), more.get(next).height());
      float height = Math.max(Math.min(row.height(), more.get(next).height()), larger / 2);
      if (Math.abs(more.get(next).y() - row.y()) < BESIDE * height) {
        beside++;
      }
    }
    return beside * 10 >= fewer.size() * 7;
  }

  /** Whether most rows are single runs that fill the column's width. */
  private static boolean flowing(List<Row> rows) {
    float x0 = Float.POSITIVE_INFINITY;
    float x1 = Float.NEGATIVE_INFINITY;
    float height = 0;
    for (Row row : rows) {
      x0 = Math.min(x0, row.x0());
      x1 = Math.max(x1, row.x1());
      height += row.height() / rows.size();
    }
    int full = 0;
    for (Row row : rows) {
      if (row.runs().size() <= 2 && row.x1() - row.x0() > 0.65f * (x1 - x0)) {
        full++;
      }
    }
    return rows.size() >= FLOWING_ROWS
        && x1 - x0 > FLOWING_WIDTH * height
        && full * 10 >= rows.size() * 6;
  }
}
