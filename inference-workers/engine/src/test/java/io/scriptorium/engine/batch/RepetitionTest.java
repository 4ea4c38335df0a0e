package io.scriptorium.engine.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RepetitionTest {
  @Test
  void findsALoopOfSeveralTokens() {
    int[] tokens = IntStream.range(0, 160).map(i -> i < 16 ? 100 + i : i % 5).toArray();

    assertThat(Repetition.endsIn(tokens, 160)).isTrue();
  }

  @Test
  void aLineOfDotsIsNoLoop() {
    int[] tokens = IntStream.range(0, 160).map(i -> i < 60 ? i : '.').toArray();

    assertThat(Repetition.endsIn(tokens, 160)).isFalse();
  }

  @Test
  void aLoopThatWasLeftIsNone() {
    int[] tokens = IntStream.range(0, 256).map(i -> i < 255 ? i % 3 : 7).toArray();

    assertThat(Repetition.endsIn(tokens, 256)).isFalse();
  }
}
