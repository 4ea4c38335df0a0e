package io.scriptorium.engine.layout;

import io.scriptorium.engine.layout.Block.Placed;
import io.scriptorium.engine.layout.Block.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Finds the tables among a zone's rows: the division of the rows into tables and running text whose
 * tables keep the most neighbouring cells apart in common columns, found by dynamic programming
 * over the first row of the rest.
 */
final class Tables {
  /** What a table costs, in separations: below this, two tables are rather one. */
  private static final double TABLE = 1.2;

  /** What a row with cells in one column only costs. */
  private static final double NARROW_ROW = 0.3;

  private static final int MOST_ROWS = 200;

  /** Largest gap between rows of a table, in units of the upper row's height. */
  private static final float ROW_GAP = 3;

  private static final Pattern MARKER =
      Pattern.compile("\\(?[\\p{Alnum}]{1,3}[.):]?|[^\\p{Alnum}]");

  private final List<Row> rows;
  private final List<List<Cell>> cells;

  /** End of the table that begins at a row, or the row itself where it is running text. */
  private final int[] end;

  private Tables(List<Row> rows) {
    this.rows = rows;
    this.cells = rows.stream().map(Cell::of).toList();
    this.end = new int[rows.size()];
  }

  /** The tables and paragraphs that a zone's rows make, in order. */
  static List<Block> blocks(List<Row> rows) {
    Tables tables = new Tables(rows);
    tables.divide();
    List<Block> blocks = new ArrayList<>();
    int text = 0;
    int row = 0;
    while (row < rows.size()) {
      if (tables.end[row] == row) {
        row++;
      } else {
        blocks.addAll(Paragraphs.of(rows.subList(text, row)));
        blocks.add(tables.table(row, tables.end[row]));
        row = tables.end[row];
        text = row;
      }
    }
    blocks.addAll(Paragraphs.of(rows.subList(text, row)));
    return blocks;
  }

  private void divide() {
    double[] best = new double[rows.size() + 1];
    for (int from = rows.size() - 1; from >= 0; from--) {
      best[from] = best[from + 1];
      end[from] = from;
      if (cells.get(from).size() > 1) {
        extend(from, best);
      }
    }
  }

  private void extend(int from, double[] best) {
    Grid grid = new Grid();
    for (int row = from; row < Math.min(rows.size(), from + MOST_ROWS); row++) {
      if (row > from && gap(row) > ROW_GAP * rows.get(row - 1).height()) {
        return;
      }
      grid.add(cells.get(row), rows.get(row).height());
      if (grid.columns() < 2) {
        return;
      }
      double score =
          grid.separations() - TABLE - NARROW_ROW * (grid.rows() - grid.wide()) + best[row + 1];
      if (score > best[from] && isTable(grid, from, row + 1)) {
        best[from] = score;
        end[from] = row + 1;
      }
    }
  }

  private float gap(int row) {
    Row above = rows.get(row - 1);
    Row below = rows.get(row);
    return below.y() - above.y() - (below.height() + above.height()) / 2;
  }

  private boolean isTable(Grid grid, int from, int to) {
    int fewest = grid.columns() > 2 ? 2 : 3;
    return grid.wide() >= fewest
        && cells.get(to - 1).size() > 1
        && !(grid.columns() == 2 && isList(grid, from, to));
  }

  /** Whether the left column holds nothing but list markers or line numbers. */
  private boolean isList(Grid grid, int from, int to) {
    for (List<Cell> row : cells.subList(from, to)) {
      for (Cell cell : row) {
        if (grid.column(cell) == 0 && !MARKER.matcher(cell.text()).matches()) {
          return false;
        }
      }
    }
    return true;
  }

  private Table table(int from, int to) {
    Grid grid = new Grid();
    for (int row = from; row < to; row++) {
      grid.add(cells.get(row), rows.get(row).height());
    }
    List<List<Placed>> placed = new ArrayList<>();
    for (List<Cell> row : cells.subList(from, to)) {
      placed.add(row.stream().map(cell -> new Placed(cell, grid.column(cell))).toList());
    }
    return new Table(grid.columns(), placed);
  }
}
