package io.scriptorium.engine.task;

import io.scriptorium.engine.text.Tokenizer;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A model's reasoning before its answer, as DeepSeek-R1 (arXiv 2501.12948) writes it: from {@code
 * <think>} to {@code </think>}.
 */
enum Reasoning {
  /** The model knows none. */
  NONE,
  /** An answer may begin with it. */
  POSSIBLE,
  /** The prompt has begun it, so that an answer is reasoning up to its end. */
  BEGUN;

  private static final String START = "<think>";
  private static final String END = "</think>";

  /** What is to be expected of an answer to a prompt. */
  static Reasoning after(int[] prompt, Tokenizer tokenizer) {
    OptionalInt start = tokenizer.addedToken(START);
    OptionalInt end = tokenizer.addedToken(END);
    if (start.isEmpty() || end.isEmpty()) {
      return NONE;
    }
    for (int i = prompt.length - 1; i >= 0; i--) {
      if (prompt[i] == start.getAsInt()) {
        return BEGUN;
      }
      if (prompt[i] == end.getAsInt()) {
        return POSSIBLE;
      }
    }
    return POSSIBLE;
  }

  /** An answer whose text has lost the reasoning before it. */
  ModelAnswer apart(ModelAnswer answer) {
    String text = answer.text().stripLeading();
    int end = this == NONE ? -1 : text.indexOf(END);
    boolean begins = text.startsWith(START);
    if (end < 0 && this != BEGUN && !(begins && this == POSSIBLE)) {
      return answer;
    }
    String reasoning = text.substring(begins ? START.length() : 0, end < 0 ? text.length() : end);
    String rest = end < 0 ? "" : text.substring(end + END.length());
    return new ModelAnswer(
        rest.stripLeading(),
        Optional.of(reasoning.strip()),
        answer.confidence(),
        answer.finishReason(),
        answer.places());
  }
}
