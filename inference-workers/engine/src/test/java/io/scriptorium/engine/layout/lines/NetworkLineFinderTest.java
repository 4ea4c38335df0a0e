package io.scriptorium.engine.layout.lines;

import static org.assertj.core.api.Assertions.assertThat;

import io.scriptorium.engine.layout.Box;
import io.scriptorium.engine.layout.TextLine;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class NetworkLineFinderTest {
  private static NetworkLineFinder finder;

  @BeforeAll
  static void load() {
    finder = new NetworkLineFinder(1);
  }

  @AfterAll
  static void close() {
    finder.close();
  }

  @Test
  void aBlankPageHasNoLines() {
    assertThat(finder.find(new Drawing(600, 800).page())).isEmpty();
  }

  @Test
  void everyLineOfAPlainPageIsFoundOnce() {
    Drawing drawing = new Drawing(900, 600);
    for (int line = 0; line < 8; line++) {
      drawing.write("Quarterly report of the harbour office", 80, 80 + 60 * line, 28);
    }

    List<TextLine> found = finder.find(drawing.page());

    assertThat(found).hasSize(8);
    for (Box line : drawing.lines()) {
      assertThat(found).filteredOn(text -> Coverage.covers(text.box(), line)).hasSize(1);
    }
  }
}
