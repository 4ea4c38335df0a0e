package io.scriptorium.engine.layout;

import io.scriptorium.engine.layout.Block.Paragraph;
import java.util.ArrayList;
import java.util.List;

/**
 * Divides rows of running text into paragraphs: at larger distances, changes of size, first-line
 * indents and list markers.
 */
final class Paragraphs {
  /** In units of the usual distance: rows further apart belong to different paragraphs. */
  private static final float DISTANCE = 1.35f;

  /** Ratio of heights above which rows belong to different paragraphs. */
  private static final float SIZE = 1.4f;

  /** First-line indent in units of the row's height. */
  private static final float LEAST_INDENT = 0.8f;

  private static final float LARGEST_INDENT = 5;

  private Paragraphs() {}

  static List<Paragraph> of(List<Row> rows) {
    List<Paragraph> paragraphs = new ArrayList<>();
    float usual = usualStep(rows);
    int start = 0;
    for (int i = 1; i <= rows.size(); i++) {
      if (i == rows.size() || begins(rows, start, i, usual)) {
        paragraphs.add(new Paragraph(rows.subList(start, i)));
        start = i;
      }
    }
    return paragraphs;
  }

  private static boolean begins(List<Row> rows, int start, int i, float usual) {
    Row above = rows.get(i - 1);
    Row row = rows.get(i);
    float size = row.height() / above.height();
    float indent = (row.x0() - above.x0()) / row.height();
    boolean indented =
        indent > LEAST_INDENT
            && indent < LARGEST_INDENT
            // Under a single row a shift to the right may as well be a hanging or centred one.
            && i - start > 1
            && Math.abs(above.x0() - rows.get(i - 2).x0()) < LEAST_INDENT * row.height();
    return row.y() - above.y() > DISTANCE * usual
        || size > SIZE
        || size < 1 / SIZE
        || indented
        || ListMarker.at(row.text()).isPresent();
  }

  /** Lower quartile of the distances: more rows follow within paragraphs than between them. */
  private static float usualStep(List<Row> rows) {
    List<Float> steps = new ArrayList<>();
    for (int i = 1; i < rows.size(); i++) {
      steps.add(Math.max(rows.get(i).y() - rows.get(i - 1).y(), rows.get(i).height()));
    }
    steps.sort(Float::compare);
    return steps.isEmpty() ? 0 : steps.get(steps.size() / 4);
  }
}
