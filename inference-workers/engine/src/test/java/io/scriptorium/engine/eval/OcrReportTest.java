package io.scriptorium.engine.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class OcrReportTest {
  private final OcrReport report =
      OcrReport.of(
          List.of(
              Truths.row("full", "one", "two", "three", "four"),
              Truths.row("swapped", "five", "six"),
              Truths.row("unanswered", "seven", "eight")),
          Map.of(
              "full", new PageAnswer("one two\nthree four five", List.of()),
              "swapped", new PageAnswer("six five", List.of())),
          OptionalDouble.of(0.5));

  @Test
  void macroIsTheMeanOverPagesAndMicroTheSumOverWords() {
    Map<String, Double> figures = report.figures();

    assertThat(figures)
        .contains(
            entry("pages", 3.0),
            entry("pages.unanswered", 1.0),
            entry("strict.recall.micro", 6.0 / 8),
            entry("strict.precision.micro", 6.0 / 7),
            entry("loss.no_answer", 2.0),
            entry("loss.recognition", 0.0),
            entry("seconds_per_page", 0.5));
    assertThat(figures.get("strict.recall.macro")).isEqualTo(2.0 / 3, within(1e-12));
    assertThat(figures.get("strict.precision.macro")).isEqualTo((0.8 + 1 + 0) / 3, within(1e-12));
    assertThat(figures.get("order.score")).isEqualTo((1 + 0.5) / 2, within(1e-12));
  }

  @Test
  void characterErrorsCountOrderToo() {
    // " five" is too much; "five six" against "six five"; "seven eight" against nothing
    assertThat(report.pages().stream().map(page -> page.characters().edits()))
        .containsExactly(5, EditDistance.between("five six", "six five"), 11);
    assertThat(report.pages().get(2).characters().rate()).isEqualTo(1);
  }

  @Test
  void printsEveryPageAndTheSummary() {
    assertThat(report.toString().lines())
        .hasSize(7)
        .anyMatch(line -> line.startsWith("swapped") && line.contains("0.500"))
        .anyMatch(line -> line.startsWith("micro") && line.endsWith("no answer 2"));
  }
}
