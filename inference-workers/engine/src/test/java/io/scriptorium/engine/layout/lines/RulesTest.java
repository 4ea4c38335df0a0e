package io.scriptorium.engine.layout.lines;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RulesTest {
  private static final int WIDTH = 200;
  private static final int HEIGHT = 190;
  private static final int SHORTEST = 60;

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void erasesLinesFromTheShortestOnWhereverTheyBegin(boolean level) {
    int across = (level ? WIDTH : HEIGHT) - SHORTEST;
    for (int begin = 0; begin <= across; begin++) {
      Bitmap longEnough = line(level, begin, SHORTEST);
      Bitmap tooShort = line(level, begin, SHORTEST - 1);

      Bitmap erased = Rules.erase(longEnough);

      assertThat(erased.pixels())
          .as("from %d", begin)
          .isEqualTo(line(level, begin, SHORTEST).pixels());
      assertThat(longEnough.pixels()).doesNotContain(true);
      assertThat(Rules.erase(tooShort).pixels()).as("short, from %d", begin).doesNotContain(true);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {61, 119, 120, 121, 180, 190})
  void erasesLongOnesAsAWhole(int length) {
    for (boolean level : new boolean[] {true, false}) {
      Bitmap line = line(level, (level ? WIDTH : HEIGHT) - length, length);

      Rules.erase(line);

      assertThat(line.pixels()).as("level %s", level).doesNotContain(true);
    }
  }

  private static Bitmap line(boolean level, int begin, int length) {
    Bitmap ink = new Bitmap(WIDTH, HEIGHT);
    for (int i = begin; i < begin + length; i++) {
      ink.pixels()[level ? 77 * WIDTH + i : i * WIDTH + 77] = true;
    }
    return ink;
  }
}
