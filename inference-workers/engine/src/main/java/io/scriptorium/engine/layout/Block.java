package io.scriptorium.engine.layout;

import java.util.List;

/** A part of a page that is set apart from others. */
sealed interface Block {

  /**
   * Rows of running text; a heading or a list item, too.
   *
   * @param rows from top to bottom
   */
  record Paragraph(List<Row> rows) implements Block {
    public Paragraph {
      rows = List.copyOf(rows);
    }

    /** Mean height of its rows in pixels. */
    float height() {
      return (float) rows.stream().mapToDouble(Row::height).average().orElse(0);
    }
  }

  /**
   * Rows with cells in common columns.
   *
   * @param columns how many there are
   * @param rows from top to bottom
   */
  record Table(int columns, List<List<Placed>> rows) implements Block {
    public Table {
      rows = List.copyOf(rows);
    }
  }

  /**
   * A cell in its column.
   *
   * @param column from 0; of several cells in one column each has the column's number
   */
  record Placed(Cell cell, int column) {}
}
