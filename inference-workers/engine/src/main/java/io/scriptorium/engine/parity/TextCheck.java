package io.scriptorium.engine.parity;

import io.scriptorium.engine.Request;
import io.scriptorium.engine.text.Tokenizer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** Compares the way from a text to its tokens, to an answer's tokens, to the answer's text. */
final class TextCheck {
  private TextCheck() {}

  static List<Measure> run(Path folder, List<TextFixture> texts) {
    try (Tokenizer tokenizer = Tokenizer.load(folder)) {
      Measure greedy =
          AnswerCheck.count(
              "greedy",
              folder,
              texts.stream()
                  .map(it -> new Request(it.prompt(), List.of(), it.greedy().length, Set.of()))
                  .toList(),
              (i, answer) -> Arrays.equals(answer.tokens(), texts.get(i).greedy()));
      return List.of(
          count(
              "tokens",
              texts,
              it -> Arrays.equals(tokenizer.encodeWithSpecialTokens(it.text()), it.prompt())),
          greedy,
          count("text", texts, it -> tokenizer.decode(it.greedy()).equals(it.answer())));
    }
  }

  private static Measure count(
      String subject, List<TextFixture> texts, Predicate<TextFixture> agrees) {
    int good = (int) texts.stream().filter(agrees).count();
    return new Measure.Count(subject, good, texts.size());
  }
}
