package io.scriptorium.engine.layout;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The columns that cells of a growing number of rows have in common: intervals that cover all cells
 * and do not touch. Cells that reach across a gap join its two columns.
 */
final class Grid {
  /** Least distance of two columns, in units of the text's height. */
  private static final float COLUMN_GAP = 0.3f;

  /** Left and right edges of the columns, from left to right. */
  private float[] starts = new float[8];

  private float[] ends = new float[8];
  private int columns;
  private final List<List<Cell>> rows = new ArrayList<>();
  private int separations;
  private int wide;

  void add(List<Cell> row, float height) {
    rows.add(row);
    boolean joined = false;
    for (Cell cell : row) {
      joined |= cover(cell.x0(), cell.x1() + COLUMN_GAP * height) > 1;
    }
    if (joined) {
      separations = 0;
      wide = 0;
      rows.forEach(this::count);
    } else {
      count(row);
    }
  }

  /** Adds an interval; how many columns it touched, which are one then. */
  private int cover(float from, float to) {
    int first = 0;
    while (first < columns && ends[first] < from) {
      first++;
    }
    int after = first;
    float start = from;
    float end = to;
    while (after < columns && starts[after] <= to) {
      start = Math.min(start, starts[after]);
      end = Math.max(end, ends[after]);
      after++;
    }
    replace(first, after, start, end);
    return after - first;
  }

  /** Puts one column in the place of those from first to before after. */
  private void replace(int first, int after, float start, float end) {
    if (columns == starts.length) {
      starts = Arrays.copyOf(starts, 2 * columns);
      ends = Arrays.copyOf(ends, 2 * columns);
    }
    System.arraycopy(starts, after, starts, first + 1, columns - after);
    System.arraycopy(ends, after, ends, first + 1, columns - after);
    starts[first] = start;
    ends[first] = end;
    columns += 1 - (after - first);
  }

  private void count(List<Cell> row) {
    int filled = 0;
    int last = -1;
    for (Cell cell : row) {
      int column = column(cell);
      filled += column == last ? 0 : 1;
      last = column;
    }
    separations += filled - 1;
    wide += filled > 1 ? 1 : 0;
  }

  /** Number of the column that a cell of one of the rows lies in, from 0. */
  int column(Cell cell) {
    int column = columns - 1;
    while (column > 0 && starts[column] > cell.x0()) {
      column--;
    }
    return column;
  }

  int columns() {
    return columns;
  }

  /** How many rows were added. */
  int rows() {
    return rows.size();
  }

  /** How many rows have cells in several columns. */
  int wide() {
    return wide;
  }

  /** How many pairs of neighbouring cells the columns keep apart. */
  int separations() {
    return separations;
  }
}
