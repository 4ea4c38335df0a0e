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
}
