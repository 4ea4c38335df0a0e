package io.scriptorium.engine.layout;

import io.scriptorium.engine.layout.Block.Paragraph;
import io.scriptorium.engine.layout.Block.Placed;
import io.scriptorium.engine.layout.Block.Table;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Writes blocks as Markdown (CommonMark, with the tables of GitHub's dialect). */
final class Markdown {
  private static final float HEADING = 1.35f;
  private static final float TITLE = 1.8f;
  private static final int MOST_HEADING_ROWS = 4;
  private static final Pattern SPECIAL = Pattern.compile("[\\\\`*_<\\[\\]]");
  private static final Pattern LEADING =
      Pattern.compile("^(?=#{1,6}\\s|>|[+-]\\s|-+$|=+$)|(?<=^\\d{1,9})(?=[.)]\\s)");
  private static final Pattern WORD_CUT = Pattern.compile(".*\\p{L}-");

  /** Usual height of the page's running text in pixels. */
  private final float body;

  Markdown(float body) {
    this.body = body;
  }

  String write(List<Block> blocks) {
    StringBuilder page = new StringBuilder();
    boolean inList = false;
    for (Block block : blocks) {
      String written = block instanceof Table table ? table(table) : paragraph((Paragraph) block);
      boolean item =
          block instanceof Paragraph paragraph
              && ListMarker.at(paragraph.rows().get(0).text()).isPresent();
      page.append(page.isEmpty() ? "" : inList && item ? "\n" : "\n\n").append(written);
      inList = item;
    }
    return page.isEmpty() ? "" : page.append('\n').toString();
  }

  private String paragraph(Paragraph paragraph) {
    String text = flowing(paragraph);
    Optional<ListMarker> marker = ListMarker.at(text);
    if (marker.isPresent()) {
      return marker.get().markdown() + " " + escaped(text.substring(marker.get().length()));
    }
    float size = paragraph.height() / body;
    boolean heading =
        size > HEADING
            && paragraph.rows().size() <= MOST_HEADING_ROWS
            && text.chars().filter(Character::isLetter).count() > 1;
    String level = size > TITLE ? "# " : "## ";
    return (heading ? level : "") + escaped(text);
  }

  /** The rows as one line; words cut at a row's end are whole again. */
  private static String flowing(Paragraph paragraph) {
    StringBuilder text = new StringBuilder();
    for (Row row : paragraph.rows()) {
      String next = row.text();
      boolean cut =
          WORD_CUT.matcher(text).matches()
              && !next.isEmpty()
              && Character.isLowerCase(next.codePointAt(0));
      if (cut) {
        text.setLength(text.length() - 1);
      } else if (!text.isEmpty()) {
        text.append(' ');
      }
      text.append(next);
    }
    return text.toString();
  }

  private static String table(Table table) {
    List<String> lines = new ArrayList<>();
    for (List<Placed> row : table.rows()) {
      String[] columns = new String[table.columns()];
      Arrays.fill(columns, "");
      for (Placed placed : row) {
        String before = columns[placed.column()];
        String text = inline(placed.cell().text()).replace("|", "\\|");
        columns[placed.column()] = before.isEmpty() ? text : before + " " + text;
      }
      lines.add("| " + String.join(" | ", columns) + " |");
    }
    lines.add(1, "|" + " --- |".repeat(table.columns()));
    return String.join("\n", lines);
  }

  private static String escaped(String text) {
    return LEADING.matcher(inline(text)).replaceFirst("\\\\");
  }

  private static String inline(String text) {
    return SPECIAL.matcher(text).replaceAll("\\\\$0");
  }
}
