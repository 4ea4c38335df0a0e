package io.scriptorium.engine.layout.lines;

import static org.assertj.core.api.Assertions.assertThat;

import io.scriptorium.engine.image.GrayImage;
import io.scriptorium.engine.layout.Box;
import io.scriptorium.engine.layout.TextLine;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PageLineFinderTest {
  private static final String TEXT = "Quarterly report of the harbour office";
  private static PageLineFinder finder;

  @BeforeAll
  static void load() {
    finder = new PageLineFinder(1);
  }

  @AfterAll
  static void close() {
    finder.close();
  }

  @Test
  void everyLineOfAPlainPageIsFoundOnce() {
    Drawing drawing = plain();

    assertEachFoundOnce(drawing, finder.find(drawing.page()));
  }

  @Test
  void columnsStayApart() {
    Drawing drawing = new Drawing(1000, 700);
    for (int line = 0; line < 10; line++) {
      drawing.write("Left hand column", 60, 80 + 40 * line, 24);
      drawing.write("and the right one", 460, 80 + 40 * line, 24);
    }

    assertEachFoundOnce(drawing, finder.find(drawing.page()));
  }

  @Test
  void largeAndSmallLettersAreFoundTogether() {
    Drawing drawing = new Drawing(1000, 700).write("Harbour office", 60, 110, 72);
    for (int line = 0; line < 10; line++) {
      drawing.write(TEXT, 60, 180 + 30 * line, 20);
    }

    assertEachFoundOnce(drawing, finder.find(drawing.page()));
  }

  @Test
  void whiteLettersOnABlackBarAreFound() {
    Drawing drawing = plain().fill(60, 520, 760, 60, 0).write("Paid in full", 300, 560, 30, 255);

    assertEachFoundOnce(drawing, finder.find(drawing.page()));
  }

  @Test
  void lettersOnADottedShadeAreFoundAndTheDotsAreNot() {
    Drawing drawing = plain();
    for (int y = 500; y < 560; y += 4) {
      for (int x = 60 + y % 8 / 2; x < 800; x += 4) {
        drawing.fill(x, y, 2, 2, 0);
      }
    }
    drawing.write("Paid in full", 300, 540, 30);

    assertEachFoundOnce(drawing, finder.find(drawing.page()));
  }

  @Test
  void rulesAreNeitherLinesNorPartsOfLines() {
    Drawing drawing = new Drawing(900, 600);
    for (int line = 0; line < 6; line++) {
      drawing.write(TEXT, 80, 100 + 70 * line, 24);
      drawing.fill(60, 112 + 70 * line, 780, 2, 0);
    }
    drawing.fill(60, 60, 2, 402, 0).fill(838, 60, 2, 402, 0);

    List<TextLine> found = finder.find(drawing.page());

    assertEachFoundOnce(drawing, found);
    assertThat(found).allSatisfy(line -> assertThat(line.box().width()).isLessThan(600));
  }

  @ParameterizedTest
  @ValueSource(doubles = {-3, -1, 1, 3})
  void linesOfATurnedPageAreCutOutLevel(double degrees) {
    Drawing drawing = new Drawing(1200, 800).turn(degrees);
    for (int line = 0; line < 10; line++) {
      drawing.write(TEXT + " for this year", 150, 150 + 55 * line, 28);
    }

    List<TextLine> found = finder.find(drawing.page());

    assertThat(found).hasSize(10);
    assertThat(found)
        .as("crops are as high as level ones, not as the turned lines' boxes")
        .allSatisfy(line -> assertThat(line.image().height()).isBetween(20, 45));
  }

  @Test
  void linesTooLongForTheReaderAreCutBetweenWords() {
    Drawing drawing = new Drawing(2000, 200).write((TEXT + ", ").repeat(4), 40, 100, 20);

    List<TextLine> found = finder.find(drawing.page());

    assertThat(found).hasSizeGreaterThan(1);
    assertThat(found)
        .allSatisfy(line -> assertThat(line.box().width() / line.box().height()).isLessThan(45));
  }

  @Test
  void numbersRunningDownTheMarginAreTurnedLevel() {
    Drawing drawing = plain().turn(90).write("82092117", 300, 0, 30);

    assertThat(finder.find(drawing.page()))
        .anySatisfy(
            line -> {
              assertThat(line.box().height()).isGreaterThan(3 * line.box().width());
              assertThat(line.image().width()).isGreaterThan(3 * line.image().height());
            });
  }

  @Test
  void cropsLeaveTheLettersOfTheLineWhole() {
    Drawing drawing = plain();
    GrayImage page = drawing.page();

    for (TextLine line : finder.find(page)) {
      assertThat(line.image().width()).isBetween(300, 700);
      assertThat(darkest(line.image(), 0)).as("above the letters").isGreaterThan(128);
      assertThat(darkest(line.image(), line.image().height() - 1)).as("below").isGreaterThan(128);
    }
  }

  @Test
  void aBlankPageHasNoLines() {
    assertThat(finder.find(new Drawing(600, 800).page())).isEmpty();
  }

  @Test
  void specksAreNoLines() {
    Random random = new Random(7);
    Drawing drawing = new Drawing(600, 800);
    for (int i = 0; i < 2000; i++) {
      drawing.fill(random.nextInt(600), random.nextInt(800), 2, 2, 0);
    }

    assertThat(finder.find(drawing.page())).hasSizeLessThan(10);
  }

  @Test
  void noiseIsMostlyNoLines() {
    byte[] luma = new byte[600 * 800];
    new Random(7).nextBytes(luma);

    assertThat(finder.find(new GrayImage(600, 800, luma))).hasSizeLessThan(200);
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "20, 20", "3, 2000", "8000, 200", "200, 8000", "15, 40"})
  void imagesOfAnyShapeAreTaken(int width, int height) {
    byte[] luma = new byte[width * height];
    new Random(7).nextBytes(luma);

    assertThat(finder.find(new Drawing(width, height).page())).isEmpty();
    assertThat(finder.find(new Drawing(width, height).fill(0, 0, width, height, 0).page()))
        .isEmpty();
    assertThat(finder.find(new GrayImage(width, height, luma))).hasSizeLessThan(200);
  }

  @Test
  void theLettersOfALongStripAreFound() {
    Drawing drawing = new Drawing(8000, 200).write(TEXT, 3000, 100, 30);

    assertEachFoundOnce(drawing, finder.find(drawing.page()));
  }

  @Test
  void severalThreadsGetTheSameLines() throws Exception {
    GrayImage page = plain().fill(60, 520, 760, 60, 0).write("Paid", 300, 560, 30, 255).page();
    List<Box> expected = boxes(finder.find(page));
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<List<TextLine>>> answers = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        answers.add(threads.submit(() -> finder.find(page)));
      }
      for (Future<List<TextLine>> answer : answers) {
        assertThat(boxes(answer.get())).isEqualTo(expected);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private static Drawing plain() {
    Drawing drawing = new Drawing(900, 600);
    for (int line = 0; line < 7; line++) {
      drawing.write(TEXT, 80, 80 + 60 * line, 28);
    }
    return drawing;
  }

  private static List<Box> boxes(List<TextLine> lines) {
    return lines.stream().map(TextLine::box).toList();
  }

  private static int darkest(GrayImage image, int y) {
    int darkest = 255;
    for (int x = 0; x < image.width(); x++) {
      darkest = Math.min(darkest, image.at(x, y));
    }
    return darkest;
  }

  private static void assertEachFoundOnce(Drawing drawing, List<TextLine> found) {
    assertThat(found).hasSameSizeAs(drawing.lines());
    for (Box line : drawing.lines()) {
      assertThat(found).filteredOn(text -> Coverage.covers(text.box(), line)).hasSize(1);
    }
  }
}
