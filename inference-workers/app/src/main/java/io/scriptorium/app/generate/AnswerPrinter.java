package io.scriptorium.app.generate;

import io.scriptorium.engine.task.ModelAnswer;
import io.scriptorium.engine.task.ModelAnswer.Place;
import io.scriptorium.engine.task.ModelAnswer.Token;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Writes answers to one stream, reasoning and what is told of tokens to another. */
record AnswerPrinter(PrintWriter out, PrintWriter err) {

  void print(List<ModelAnswer> answers) {
    for (int i = 0; i < answers.size(); i++) {
      if (answers.size() > 1) {
        out.println("[%d]".formatted(i + 1));
      }
      answers.get(i).reasoning().ifPresent(err::println);
      err.flush();
      out.println(answers.get(i).text().stripTrailing());
      out.flush();
      answers.get(i).places().forEach(this::print);
      err.flush();
    }
  }

  private void print(Place place) {
    err.println(
        "%s  |  %s"
            .formatted(
                print(place.token()),
                place.alternatives().stream()
                    .map(AnswerPrinter::print)
                    .collect(Collectors.joining("  "))));
  }

  private static String print(Token token) {
    return String.format(Locale.ROOT, "%.4f \"%s\"", token.logProbability(), escaped(token.text()));
  }

  private static String escaped(String text) {
    return text.codePoints()
        .mapToObj(
            c ->
                c == '"' || c == '\\'
                    ? "\\" + Character.toString(c)
                    : Character.isISOControl(c) ? "\\u%04x".formatted(c) : Character.toString(c))
        .collect(Collectors.joining());
  }
}
