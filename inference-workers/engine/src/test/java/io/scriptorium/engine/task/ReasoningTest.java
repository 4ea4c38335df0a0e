package io.scriptorium.engine.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.scriptorium.engine.FinishReason;
import io.scriptorium.engine.text.Tokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReasoningTest {
  @TempDir Path folder;

  @Test
  void isTakenOutBeforeTheAnswer() {
    ModelAnswer answer = Reasoning.POSSIBLE.apart(answer("<think>\nWell.\n</think>\n\nFour.\n"));

    assertThat(answer.reasoning()).contains("Well.");
    assertThat(answer.text()).isEqualTo("Four.\n");
  }

  @Test
  void thatThePromptHasBegunNeedsNoBeginning() {
    ModelAnswer answer = Reasoning.BEGUN.apart(answer("Well.\n</think>\nFour."));

    assertThat(answer.reasoning()).contains("Well.");
    assertThat(answer.text()).isEqualTo("Four.");
  }

  @Test
  void thatDoesNotEndLeavesNoAnswer() {
    ModelAnswer begun = Reasoning.BEGUN.apart(answer("Well, let me"));
    ModelAnswer begins = Reasoning.POSSIBLE.apart(answer("<think>Well, let me"));

    assertThat(begun.reasoning()).contains("Well, let me");
    assertThat(begins.reasoning()).contains("Well, let me");
    assertThat(begun.text()).isEmpty();
    assertThat(begins.text()).isEmpty();
  }

  @Test
  void isNotSoughtWhereThereIsNone() {
    ModelAnswer plain = answer(" Four.");
    ModelAnswer tagged = answer("<think>a tag</think>");

    assertThat(Reasoning.POSSIBLE.apart(plain)).isEqualTo(plain);
    assertThat(Reasoning.NONE.apart(tagged)).isEqualTo(tagged);
  }

  @Test
  void isExpectedByTheTokensOfThePrompt() throws IOException {
    try (Tokenizer reasons = tokenizer("<think>", "</think>")) {
      assertThat(Reasoning.after(new int[] {2}, reasons)).isEqualTo(Reasoning.POSSIBLE);
      assertThat(Reasoning.after(new int[] {2, 0, 2}, reasons)).isEqualTo(Reasoning.BEGUN);
      assertThat(Reasoning.after(new int[] {0, 2, 1, 2}, reasons)).isEqualTo(Reasoning.POSSIBLE);
    }
    try (Tokenizer other = tokenizer("<a>", "<b>")) {
      assertThat(Reasoning.after(new int[] {0}, other)).isEqualTo(Reasoning.NONE);
    }
  }

  private Tokenizer tokenizer(String first, String second) throws IOException {
    String token =
        "{\"id\": %d, \"content\": \"%s\", \"single_word\": false, \"lstrip\": false,"
            + " \"rstrip\": false, \"normalized\": false, \"special\": false}";
    Files.writeString(
        folder.resolve("tokenizer.json"),
        """
        {"version": "1.0", "added_tokens": [%s, %s],
         "model": {"type": "WordLevel", "unk_token": "?", "vocab": {"%s": 0, "%s": 1, "?": 2}}}
        """
            .formatted(token.formatted(0, first), token.formatted(1, second), first, second));
    return Tokenizer.load(folder);
  }

  private static ModelAnswer answer(String text) {
    return new ModelAnswer(text, Optional.empty(), 1, FinishReason.STOP, List.of());
  }
}
