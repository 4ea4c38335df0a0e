package io.scriptorium.app.eval;

import io.scriptorium.app.console.Figures;
import io.scriptorium.engine.Completion;
import io.scriptorium.engine.eval.NumbersComparison;
import io.scriptorium.engine.model.ComputeType;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** The same lines read in several types of numbers. */
record NumbersTable(Reading reference, List<Reading> others) {
  private static final String FORM = "%-9s %8s %9s %11s %12s %13s %14s %9s%n";

  NumbersTable {
    others = List.copyOf(others);
  }

  /**
   * All lines read in one type.
   *
   * @param seconds that it took
   */
  record Reading(ComputeType numbers, List<Completion> answers, double seconds) {
    Reading {
      answers = List.copyOf(answers);
    }

    long tokens() {
      return answers.stream().mapToLong(answer -> answer.logProbabilities().length).sum();
    }

    double tokensPerSecond() {
      return tokens() / seconds;
    }

    private String key() {
      return numbers.name().toLowerCase(Locale.ROOT) + ".";
    }
  }

  private NumbersComparison compared(Reading other) {
    return NumbersComparison.of(reference.answers, other.answers);
  }

  void putInto(Figures figures) {
    figures.put("lines", (long) reference.answers.size());
    if (others.stream().noneMatch(other -> other.numbers == reference.numbers)) {
      putSpeed(figures, reference);
    }
    for (Reading other : others) {
      NumbersComparison comparison = compared(other);
      String key = other.key();
      putSpeed(figures, other);
      figures.put(key + "lines_equal", comparison.equalShare());
      figures.put(key + "differences", (long) comparison.differences());
      figures.put(key + "tokens_compared", comparison.compared());
      comparison
          .tokensPerDifference()
          .ifPresent(tokens -> figures.put(key + "tokens_per_difference", tokens));
      comparison
          .meanLogProbabilityDifference()
          .ifPresent(mean -> figures.put(key + "mean_log_probability_difference", mean));
    }
  }

  private static void putSpeed(Figures figures, Reading reading) {
    figures.put(reading.key() + "tokens", reading.tokens());
    figures.put(reading.key() + "tokens_per_second", reading.tokensPerSecond());
  }

  /** A table for people: a line a type, each ended by a line feed. */
  @Override
  public String toString() {
    StringBuilder table = new StringBuilder();
    table.append(
        FORM.formatted(
            "numbers",
            "lines",
            "tokens",
            "same lines",
            "differences",
            "one token in",
            "mean |Δ log p|",
            "tokens/s"));
    table.append(row(reference, "", "", "", ""));
    for (Reading other : others) {
      NumbersComparison comparison = compared(other);
      table.append(
          row(
              other,
              text("%.2f %%", 100 * comparison.equalShare()),
              text("%d", comparison.differences()),
              text("%,.0f", comparison.tokensPerDifference()),
              text("%.6f", comparison.meanLogProbabilityDifference())));
    }
    return table.toString();
  }

  private static String row(
      Reading reading, String same, String differences, String oneIn, String mean) {
    return FORM.formatted(
        reading.numbers,
        text("%,d", reading.answers.size()),
        text("%,d", reading.tokens()),
        same,
        differences,
        oneIn,
        mean,
        text("%,.0f", reading.tokensPerSecond()));
  }

  private static String text(String form, OptionalDouble value) {
    return value.isPresent() ? text(form, value.getAsDouble()) : "none";
  }

  private static String text(String form, Object value) {
    return String.format(Locale.ROOT, form, value);
  }
}
