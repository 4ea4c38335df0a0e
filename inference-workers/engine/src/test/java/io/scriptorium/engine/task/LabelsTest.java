package io.scriptorium.engine.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class LabelsTest {
  private static final Labels TWO = new Labels(List.of("a cat", "a dog"));

  @Test
  void standInThePlaceThatTheWordsHave() {
    assertThat(TWO.within(Optional.of("a photo of {}.")))
        .containsExactly("a photo of a cat.", "a photo of a dog.");
    assertThat(TWO.within(Optional.empty())).containsExactly("a cat", "a dog");
  }

  static Stream<Arguments> unusable() {
    return Stream.of(
        Arguments.of("there twice", (ThrowingCallable) () -> new Labels(List.of("a", "a"))),
        Arguments.of("1 to 1,000", (ThrowingCallable) () -> new Labels(List.of(" "))),
        Arguments.of("1 to 1,000", (ThrowingCallable) () -> new Labels(List.of("a".repeat(1001)))),
        Arguments.of(
            "at most 1,000", (ThrowingCallable) () -> new Labels(Collections.nCopies(1001, "a"))),
        Arguments.of(
            "No labels belong to a task EMBED",
            (ThrowingCallable) () -> TWO.require(TaskKind.EMBED, Optional.empty())),
        Arguments.of(
            "a place {}",
            (ThrowingCallable) () -> TWO.require(TaskKind.LABEL, Optional.of("a photo"))));
  }

  @ParameterizedTest
  @MethodSource("unusable")
  void thatCannotBeChosenFromAreAnError(String words, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(words)
        .message()
        .doesNotContain("\n");
  }

  @Test
  void areForTheirOwnTaskOnly() {
    TWO.require(TaskKind.LABEL, Optional.of("{}"));
    Labels.NONE.require(TaskKind.LABEL, Optional.empty());
    Labels.NONE.require(TaskKind.OCR, Optional.empty());
  }
}
