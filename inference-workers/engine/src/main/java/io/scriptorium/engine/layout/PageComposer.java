package io.scriptorium.engine.layout;

import io.scriptorium.engine.layout.Block.Paragraph;
import io.scriptorium.engine.layout.Block.Placed;
import io.scriptorium.engine.layout.Block.Table;
import io.scriptorium.engine.layout.PageText.Region;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/**
 * Puts the lines of a page into reading order: columns one after the other, rows of tables across,
 * headings, paragraphs and lists.
 *
 * <p>The page is turned level ({@link Skew}), cut into zones at gutters and large empty bands
 * ({@link Zones}), each zone into rows ({@link Row}), and the rows into tables ({@link Tables}) and
 * paragraphs ({@link Paragraphs}).
 */
public final class PageComposer {
  private PageComposer() {}

  /**
   * The page that lines make. Accepts any boxes; lines without text take no part in the layout and
   * come last among the regions, in a block of their own.
   *
   * @param lines in any order
   */
  public static PageText compose(List<ReadLine> lines) {
    List<Run> runs = Skew.level(lines.stream().filter(line -> !line.text().isBlank()).toList());
    List<Block> blocks = new ArrayList<>();
    for (List<Run> zone : Zones.of(runs)) {
      blocks.addAll(Tables.blocks(Row.of(zone)));
    }
    List<Region> regions = new ArrayList<>();
    for (int block = 0; block < blocks.size(); block++) {
      addRegions(blocks.get(block), block, regions);
    }
    for (ReadLine line : lines) {
      if (line.text().isBlank()) {
        regions.add(new Region(line, blocks.size(), OptionalInt.empty(), OptionalInt.empty()));
      }
    }
    String text = blocks.stream().map(PageComposer::text).collect(Collectors.joining("\n"));
    return new PageText(text, new Markdown(bodyHeight(runs)).write(blocks), regions);
  }

  private static void addRegions(Block block, int number, List<Region> regions) {
    if (block instanceof Paragraph paragraph) {
      for (Row row : paragraph.rows()) {
        for (Run run : row.runs()) {
          regions.add(new Region(run.line(), number, OptionalInt.empty(), OptionalInt.empty()));
        }
      }
    } else if (block instanceof Table table) {
      for (int row = 0; row < table.rows().size(); row++) {
        for (Placed placed : table.rows().get(row)) {
          for (Run run : placed.cell().runs()) {
            regions.add(
                new Region(
                    run.line(), number, OptionalInt.of(row), OptionalInt.of(placed.column())));
          }
        }
      }
    }
  }

  /** Its rows, each ended by a line feed; a tab between the cells of a table's row. */
  private static String text(Block block) {
    StringBuilder text = new StringBuilder();
    if (block instanceof Paragraph paragraph) {
      paragraph.rows().forEach(row -> text.append(row.text()).append('\n'));
    } else if (block instanceof Table table) {
      for (List<Placed> row : table.rows()) {
        text.append(
                row.stream().map(placed -> placed.cell().text()).collect(Collectors.joining("\t")))
            .append('\n');
      }
    }
    return text.toString();
  }

  /** Height that half of the page's text, by its width, does not exceed. */
  private static float bodyHeight(List<Run> runs) {
    List<Run> byHeight = new ArrayList<>(runs);
    byHeight.sort(Comparator.comparingDouble(Run::height));
    double all = byHeight.stream().mapToDouble(Run::width).sum();
    double sum = 0;
    for (Run run : byHeight) {
      sum += run.width();
      if (sum * 2 >= all) {
        return run.height();
      }
    }
    return 1;
  }
}
