package io.scriptorium.engine.layout;

import java.util.ArrayList;
import java.util.List;

/**
 * Runs of a row that stand as close as words do.
 *
 * @param runs at least one, from left to right
 * @param x0 left edge in pixels
 * @param x1 right edge in pixels
 */
record Cell(List<Run> runs, float x0, float x1) {
  /** Widest gap inside of a cell, in units of the text's height. */
  private static final float WORD_GAP = 0.5f;

  Cell {
    runs = List.copyOf(runs);
  }

  /** The cells of a row, from left to right. */
  static List<Cell> of(Row row) {
    List<Cell> cells = new ArrayList<>();
    List<Run> open = new ArrayList<>();
    float end = Float.NEGATIVE_INFINITY;
    for (Run run : row.runs()) {
      if (!open.isEmpty() && run.x0() - end > WORD_GAP * run.height()) {
        cells.add(new Cell(open, end));
        open = new ArrayList<>();
      }
      open.add(run);
      end = Math.max(end, run.x1());
    }
    cells.add(new Cell(open, end));
    return cells;
  }

  private Cell(List<Run> runs, float x1) {
    this(runs, runs.get(0).x0(), x1);
  }

  String text() {
    return new Row(runs).text();
  }
}
