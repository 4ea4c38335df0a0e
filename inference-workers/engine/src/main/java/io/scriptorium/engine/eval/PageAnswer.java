package io.scriptorium.engine.eval;

import io.scriptorium.engine.layout.ReadLine;
import java.util.List;

/**
 * What was read on a page.
 *
 * @param text plain text
 * @param lines where it was read, in pixels of the page's image, in any order; empty where the
 *     model saw the whole page
 */
public record PageAnswer(String text, List<ReadLine> lines) {
  public PageAnswer {
    lines = List.copyOf(lines);
  }
}
