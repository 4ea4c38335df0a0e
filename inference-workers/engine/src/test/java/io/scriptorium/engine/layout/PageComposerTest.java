package io.scriptorium.engine.layout;

import static org.assertj.core.api.Assertions.assertThat;

import io.scriptorium.engine.layout.PageText.Region;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PageComposerTest {
  private static final String[] LEFT = {
    "ink is made of oak galls and",
    "a little iron with some gum",
    "which keeps it on the quill",
    "and off the writer's sleeves",
    "until the leaf is dry enough",
  };
  private static final String[] RIGHT = {
    "skins are scraped on a frame",
    "with a knife like a half moon",
    "and dried under tension so",
    "that they stay flat and pale",
    "through many damp winters on",
  };
  private static final String[] THIRD = {
    "boards were of oak or beech",
    "covered in leather and held",
    "by two clasps of brass which",
    "kept the leaves from curling",
    "in a room without any stove",
  };

  @Test
  void readsASingleColumnFromTopToBottom() {
    PageText page = new Print().column(100, 100, LEFT).composed();

    assertThat(page.text()).isEqualTo(String.join("\n", LEFT) + "\n");
    assertThat(page.markdown()).isEqualTo(String.join(" ", LEFT) + "\n");
    assertThat(page.regions()).extracting(Region::block).containsOnly(0);
  }

  @Test
  void readsTwoColumnsBelowASpanningHeadlineOneAfterTheOther() {
    PageText page =
        new Print()
            .at(150, 40, 40, "Of ink, skins and frames")
            .column(100, 100, LEFT)
            .column(450, 100, RIGHT)
            .at(400, 400, "7")
            .composed();

    assertThat(page.text().replaceAll("\\s+", " ").strip())
        .isEqualTo(
            "Of ink, skins and frames "
                + String.join(" ", LEFT)
                + " "
                + String.join(" ", RIGHT)
                + " 7");
    assertThat(page.markdown()).startsWith("# Of ink, skins and frames\n\n");
  }

  @Test
  void readsThreeColumnsOffTheGrid() {
    PageText page =
        new Print()
            .column(100, 100, LEFT)
            .column(450, 109, RIGHT)
            .column(800, 118, THIRD)
            .composed();

    assertThat(page.text().replaceAll("\\s+", " ").strip())
        .isEqualTo(
            String.join(" ", LEFT) + " " + String.join(" ", RIGHT) + " " + String.join(" ", THIRD));
  }

  @Test
  void putsTableCellsIntoTheirColumns() {
    PageText page =
        new Print()
            .at(100, 100, "Title")
            .at(400, 100, "Quires")
            .at(600, 100, "Price | set")
            .at(100, 130, "Herbal")
            .at(440, 131, "9")
            .at(600, 129, "1.20")
            .at(100, 160, "Psalter")
            .at(600, 161, "14.50")
            .at(100, 190, "Grammar")
            .at(440, 190, "6")
            .composed();

    assertThat(page.markdown())
        .isEqualTo(
            """
            | Title | Quires | Price \\| set |
            | --- | --- | --- |
            | Herbal | 9 | 1.20 |
            | Psalter |  | 14.50 |
            | Grammar | 6 |  |
            """);
    assertThat(page.text())
        .isEqualTo("Title\tQuires\tPrice | set\nHerbal\t9\t1.20\nPsalter\t14.50\nGrammar\t6\n");
    Region price =
        page.regions().stream()
            .filter(r -> r.line().text().equals("14.50"))
            .findFirst()
            .orElseThrow();
    assertThat(price.row()).isEqualTo(OptionalInt.of(2));
    assertThat(price.column()).isEqualTo(OptionalInt.of(2));
  }

  @Test
  void keepsPricesWithTheirItems() {
    PageText page =
        new Print()
            .at(170, 40, "QUILL AND CALF")
            .at(50, 100, "2 Goose quills")
            .at(420, 101, "3.80")
            .at(50, 130, "1 Iron gall ink")
            .at(410, 129, "11.25")
            .at(50, 160, "4 Offcuts")
            .at(410, 160, "18.00")
            .at(50, 190, "TOTAL")
            .at(410, 191, "33.05")
            .composed();

    assertThat(page.text())
        .contains("2 Goose quills\t3.80\n1 Iron gall ink\t11.25\n4 Offcuts\t18.00\nTOTAL\t33.05\n");
  }

  @Test
  void readsTheLabelsOfAFormWithTheirValues() {
    PageText page =
        new Print()
            .at(50, 100, "Name:")
            .at(200, 101, "Odile Marchetti")
            .at(600, 99, "Date:")
            .at(720, 100, "9 May")
            .at(50, 150, "House:")
            .at(200, 149, "Mill Lane")
            .at(600, 150, "Folio:")
            .at(720, 151, "31")
            .composed();

    assertThat(page.text().replaceAll("\\s+", " ").strip())
        .isEqualTo("Name: Odile Marchetti Date: 9 May House: Mill Lane Folio: 31");
  }

  @Test
  void readsFootnotesAfterBothColumns() {
    PageText page =
        new Print()
            .column(100, 100, LEFT)
            .column(450, 100, RIGHT)
            .at(
                100,
                330,
                12,
                "1 Galls are grown by wasps, not by the tree, and are best before they hatch.")
            .composed();

    assertThat(page.text().strip()).endsWith("before they hatch.");
  }

  @Test
  void levelsSkewedRows() {
    Print print = new Print().sloping(0.03);
    List<String> rows = new ArrayList<>();
    for (int row = 0; row < 8; row++) {
      for (int cell = 0; cell < 8; cell++) {
        print.at(100 + 160 * cell, 100 + 30 * row, "r" + row + "c" + cell);
      }
      rows.add("r0c0\tr0c1\tr0c2\tr0c3\tr0c4\tr0c5\tr0c6\tr0c7".replace("r0", "r" + row));
    }

    // Over the whole width a row falls by more than the distance of two rows.
    assertThat(print.composed().text().lines()).containsExactlyElementsOf(rows);
  }

  @Test
  void keepsListsAndEscapesWhatMarkdownWouldTakeForMarkup() {
    PageText page =
        new Print()
            .at(100, 100, "• a goose quill")
            .at(100, 128, "• iron *gall* ink")
            .at(100, 156, "2. a knife")
            .at(100, 240, "# is no heading")
            .composed();

    assertThat(page.markdown())
        .isEqualTo("- a goose quill\n- iron \\*gall\\* ink\n2. a knife\n\n\\# is no heading\n");
    assertThat(page.text()).startsWith("• a goose quill\n");
  }

  @Test
  void joinsCutWordsInMarkdownOnly() {
    PageText page = new Print().column(100, 100, "the manu-", "script is lost").composed();

    assertThat(page.markdown()).isEqualTo("the manuscript is lost\n");
    assertThat(page.text()).isEqualTo("the manu-\nscript is lost\n");
  }

  @Test
  void linesWithoutTextComeLastAndLeaveNoTrace() {
    PageText page = new Print().at(100, 50, " ").column(100, 100, LEFT).composed();

    assertThat(page.text()).isEqualTo(String.join("\n", LEFT) + "\n");
    assertThat(page.regions()).hasSize(6);
    assertThat(page.regions().get(5).line().text()).isBlank();
    assertThat(PageComposer.compose(List.of())).isEqualTo(new PageText("", "", List.of()));
  }

  @Test
  void losesNoLineWhateverTheBoxes() {
    Random random = new Random(11);
    for (int count : new int[] {1, 2, 3, 50, 700, 2000}) {
      List<ReadLine> lines = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        float x = random.nextInt(4) == 0 ? 0 : random.nextFloat() * 2000;
        float y = random.nextInt(9) == 0 ? Float.MAX_VALUE : random.nextFloat() * 2000;
        float width = random.nextInt(5) == 0 ? 0 : random.nextFloat() * 900;
        float height = random.nextInt(5) == 0 ? 0 : random.nextFloat() * 60;
        lines.add(new ReadLine(new Box(x, y, x + width, y + height), "w" + i, 1));
      }

      PageText page = PageComposer.compose(lines);

      assertThat(page.regions().stream().map(Region::line))
          .containsExactlyInAnyOrderElementsOf(lines);
      assertThat(page.text().strip().split("\\s+")).hasSize(count);
    }
  }
}
