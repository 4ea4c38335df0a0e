package io.scriptorium.engine.layout;

import java.util.List;
import java.util.OptionalInt;

/**
 * A page in reading order.
 *
 * @param text plain text, lines ended by {@code \n}, paragraphs and columns one after the other,
 *     the cells of a table row on one line
 * @param markdown the same as Markdown, tables included
 * @param regions the lines that the text is made of, in the same order
 */
public record PageText(String text, String markdown, List<Region> regions) {
  /** A page without text. */
  public static final PageText EMPTY = new PageText("", "", List.of());

  public PageText {
    regions = List.copyOf(regions);
  }

  /**
   * A line in its place.
   *
   * @param line where and what
   * @param block number of its paragraph, column or table on the page, from 0
   * @param row row in its table, from 0; empty outside of tables
   * @param column column in its table, from 0; empty outside of tables
   */
  public record Region(ReadLine line, int block, OptionalInt row, OptionalInt column) {}
}
