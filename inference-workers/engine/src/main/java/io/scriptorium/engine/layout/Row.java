package io.scriptorium.engine.layout;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Runs on one baseline, from left to right.
 *
 * @param runs at least one
 */
record Row(List<Run> runs) {
  Row {
    runs = List.copyOf(runs);
  }

  /**
   * The rows of a zone from top to bottom. Each run joins the row whose last run stands beside it,
   * so that a row may drift up or down along the page.
   */
  static List<Row> of(List<Run> zone) {
    List<Run> byX = new ArrayList<>(zone);
    byX.sort(Comparator.comparingDouble(Run::x0));
    List<List<Run>> rows = new ArrayList<>();
    List<Run> ends = new ArrayList<>();
    for (Run run : byX) {
      int row = nearest(ends, run);
      if (row == ends.size()) {
        rows.add(new ArrayList<>());
        ends.add(run);
      }
      rows.get(row).add(run);
      ends.set(row, run);
    }
    return rows.stream().map(Row::new).sorted(Comparator.comparingDouble(Row::y)).toList();
  }

  /**
   * Index of the run that another one stands beside, at the least distance; their number if none.
   */
  private static int nearest(List<Run> ends, Run run) {
    int best = ends.size();
    float distance = Float.POSITIVE_INFINITY;
    for (int i = 0; i < ends.size(); i++) {
      float away = Math.abs(ends.get(i).y() - run.y());
      if (away < distance && ends.get(i).besides(run)) {
        best = i;
        distance = away;
      }
    }
    return best;
  }

  /** Mean vertical centre, wide runs counting more. */
  float y() {
    double sum = 0;
    double weight = 0;
    for (Run run : runs) {
      sum += (double) run.y() * (1 + run.width());
      weight += 1 + run.width();
    }
    return (float) (sum / weight);
  }

  /** Height of its widest run. */
  float height() {
    Run widest = runs.get(0);
    for (Run run : runs) {
      if (run.width() > widest.width()) {
        widest = run;
      }
    }
    return widest.height();
  }

  float x0() {
    return runs.get(0).x0();
  }

  float x1() {
    float right = runs.get(0).x1();
    for (Run run : runs) {
      right = Math.max(right, run.x1());
    }
    return right;
  }

  /** Its text, runs separated by a space. */
  String text() {
    StringBuilder text = new StringBuilder();
    for (Run run : runs) {
      text.append(text.isEmpty() ? "" : " ").append(run.line().text().strip());
    }
    return text.toString();
  }
}
