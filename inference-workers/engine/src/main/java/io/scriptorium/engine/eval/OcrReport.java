package io.scriptorium.engine.eval;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * The figures of a set of pages. Macro figures are means over pages, micro figures sums over words
 * or characters.
 *
 * @param pages at least one
 * @param secondsPerPage wall time of the reading divided by the pages, where it was measured
 */
public record OcrReport(List<PageScore> pages, OptionalDouble secondsPerPage) {
  public OcrReport {
    if (pages.isEmpty()) {
      throw new IllegalArgumentException("No pages to report on");
    }
    pages = List.copyOf(pages);
  }

  /**
   * Compares answers with truths.
   *
   * @param answers by the pages' names; pages without one count as read empty
   */
  public static OcrReport of(
      List<PageTruth> truths, Map<String, PageAnswer> answers, OptionalDouble secondsPerPage) {
    List<PageScore> pages = new ArrayList<>();
    for (PageTruth truth : truths) {
      pages.add(PageScore.of(truth, Optional.ofNullable(answers.get(truth.name()))));
    }
    return new OcrReport(pages, secondsPerPage);
  }

  /**
   * The figures under flat names, e.g. {@code strict.recall.macro}; losses are counts of words. The
   * order's score is the mean over pages that have true words at all.
   */
  public Map<String, Double> figures() {
    Map<String, Double> figures = new LinkedHashMap<>();
    figures.put("pages", (double) pages.size());
    figures.put("pages.unanswered", (double) pages.stream().filter(p -> !p.answered()).count());
    addWords(figures, "strict", PageScore::strict);
    addWords(figures, "loose", PageScore::loose);
    CharacterScore characters =
        pages.stream().map(PageScore::characters).reduce(CharacterScore::plus).orElseThrow();
    figures.put("cer.macro", mean(page -> page.characters().rate()));
    figures.put("cer.micro", characters.rate());
    figures.put(
        "order.score",
        pages.stream()
            .map(PageScore::order)
            .filter(order -> order.common() > 0)
            .mapToDouble(OrderScore::share)
            .average()
            .orElse(0));
    LossAttribution losses = losses();
    figures.put("loss.no_answer", (double) losses.noAnswer());
    figures.put("loss.line_finding", (double) losses.lineFinding());
    figures.put("loss.segmentation", (double) losses.segmentation());
    figures.put("loss.recognition", (double) losses.recognition());
    secondsPerPage.ifPresent(seconds -> figures.put("seconds_per_page", seconds));
    return figures;
  }

  /** Why words are missing on all pages together. */
  public LossAttribution losses() {
    return pages.stream()
        .map(PageScore::losses)
        .reduce(LossAttribution.NONE, LossAttribution::plus);
  }

  private void addWords(
      Map<String, Double> figures, String name, Function<PageScore, WordScore> words) {
    WordScore sum = pages.stream().map(words).reduce(WordScore::plus).orElseThrow();
    figures.put(name + ".recall.macro", mean(page -> words.apply(page).recall()));
    figures.put(name + ".recall.micro", sum.recall());
    figures.put(name + ".precision.macro", mean(page -> words.apply(page).precision()));
    figures.put(name + ".precision.micro", sum.precision());
  }

  private double mean(ToDoubleFunction<PageScore> figure) {
    return pages.stream().mapToDouble(figure).average().orElseThrow();
  }

  /** A table for people: a line a page, then the summary, each line ended by a line feed. */
  @Override
  public String toString() {
    StringBuilder table = new StringBuilder();
    int width = pages.stream().mapToInt(page -> page.page().length()).max().orElseThrow();
    String form = "%-" + Math.max(width, 8) + "s %7s %7s %7s %7s %7s %7s   %s%n";
    table.append(
        form.formatted(
            "page", "recall", "precis.", "l.rec.", "l.prec.", "cer", "order", "words missed"));
    for (PageScore page : pages) {
      table.append(
          form.formatted(
              page.page(),
              share(page.strict().recall()),
              share(page.strict().precision()),
              share(page.loose().recall()),
              share(page.loose().precision()),
              share(page.characters().rate()),
              share(page.order().share()),
              causes(page.losses())));
    }
    Map<String, Double> figures = figures();
    for (String average : List.of("macro", "micro")) {
      table.append(
          form.formatted(
              average,
              share(figures.getOrDefault("strict.recall." + average, 0.0)),
              share(figures.getOrDefault("strict.precision." + average, 0.0)),
              share(figures.getOrDefault("loose.recall." + average, 0.0)),
              share(figures.getOrDefault("loose.precision." + average, 0.0)),
              share(figures.getOrDefault("cer." + average, 0.0)),
              average.equals("macro") ? share(figures.getOrDefault("order.score", 0.0)) : "",
              average.equals("micro") ? causes(losses()) : ""));
    }
    secondsPerPage.ifPresent(
        seconds -> table.append(String.format(Locale.ROOT, "%.2f s a page%n", seconds)));
    return table.toString();
  }

  private static String share(double share) {
    return String.format(Locale.ROOT, "%.3f", share);
  }

  private static String causes(LossAttribution losses) {
    String causes =
        "finding %d, cut or joined %d, misread %d"
            .formatted(losses.lineFinding(), losses.segmentation(), losses.recognition());
    return losses.noAnswer() == 0 ? causes : causes + ", no answer " + losses.noAnswer();
  }
}
