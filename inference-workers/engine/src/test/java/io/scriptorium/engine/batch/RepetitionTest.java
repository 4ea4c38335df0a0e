package io.scriptorium.engine.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.scriptorium.engine.LoopDetection;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RepetitionTest {
  @Test
  void findsALoopOfSeveralTokens() {
    int[] tokens = IntStream.range(0, 160).map(i -> i < 16 ? 100 + i : i % 5).toArray();

    assertThat(Repetition.endsIn(tokens, 160, LoopDetection.TEXT)).isTrue();
  }

  @Test
  void aLineOfDotsIsNoLoop() {
    int[] tokens = IntStream.range(0, 160).map(i -> i < 60 ? i : '.').toArray();

    assertThat(Repetition.endsIn(tokens, 160, LoopDetection.TEXT)).isFalse();
  }

  @Test
  void aLoopThatWasLeftIsNone() {
    int[] tokens = IntStream.range(0, 256).map(i -> i < 255 ? i % 3 : 7).toArray();

    assertThat(Repetition.endsIn(tokens, 256, LoopDetection.TEXT)).isFalse();
  }

  @Test
  void aLargeTableOfEmptyCellsIsNoLoopUntilItIsMuchLonger() {
    int[] rows = IntStream.range(0, 2048).map(i -> i % 9 == 8 ? 10 : '|' + i % 2).toArray();

    assertThat(Repetition.endsIn(rows, 544, LoopDetection.TEXT)).isTrue();
    assertThat(Repetition.endsIn(rows, 544, LoopDetection.TABLES)).isFalse();
    assertThat(Repetition.endsIn(rows, 2048, LoopDetection.TABLES)).isTrue();
    assertThat(Repetition.endsIn(rows, 2048, LoopDetection.OFF)).isFalse();
  }

  @Test
  void aTablesRuleAndRowsOfEqualCellsAreNoLoopOfTables() {
    String table = "|---".repeat(40) + "|\n" + "| 0 | 0 | 0 | 0 |\n".repeat(40);

    assertThat(endsAnywhere(table, LoopDetection.TEXT)).isTrue();
    assertThat(endsAnywhere(table, LoopDetection.TABLES)).isFalse();
  }

  @Test
  void textThatRepeatsItselfIsALoopOfTablesToo() {
    String text = "The end. ".repeat(120);

    assertThat(endsAnywhere(text, LoopDetection.TABLES)).isTrue();
    assertThat(endsAnywhere(text, LoopDetection.OFF)).isFalse();
    assertThat(endsAnywhere("The end. ".repeat(60), LoopDetection.TABLES)).isFalse();
  }

  private static boolean endsAnywhere(String text, LoopDetection rule) {
    int[] tokens = text.chars().toArray();
    return IntStream.rangeClosed(1, tokens.length)
        .anyMatch(count -> Repetition.endsIn(tokens, count, rule));
  }
}
