package io.scriptorium.app.bench.pipeline;

import io.scriptorium.app.bench.measure.PeakMemory;
import io.scriptorium.app.bench.measure.Spread;
import io.scriptorium.app.console.Figures;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Pages a second of the pipeline and of Tesseract, and where the pipeline's time went. */
final class TesseractFigures implements Found {
  private final int pages;
  private final String baseline;
  private final List<Double> ours = new ArrayList<>();
  private final List<Double> theirs = new ArrayList<>();
  private final List<Double> ratios = new ArrayList<>();
  private final List<Double> tokens = new ArrayList<>();
  private StageShares shares = new StageShares(Map.of());
  private long failed;

  /**
   * Nothing found yet.
   *
   * @param pages pages of a round
   * @param baseline what the baseline is
   */
  TesseractFigures(int pages, String baseline) {
    this.pages = pages;
    this.baseline = baseline;
  }

  /** Takes in a pair of rounds that ran one after the other. */
  void add(Round round, double baselineSeconds) {
    double our = round.pagesPerSecond();
    double their = pages / baselineSeconds;
    ours.add(our);
    theirs.add(their);
    ratios.add(our / their);
    tokens.add(round.tokensPerSecond());
    shares = shares.plus(round.shares());
    failed += round.failed();
  }

  @Override
  public boolean isGood() {
    return failed == 0;
  }

  @Override
  public void print(PrintWriter out) {
    out.printf("pipeline beside Tesseract, %d pages a round, %d rounds%n", pages, ours.size());
    out.println("pipeline   " + Spread.of(ours) + " pages/s");
    out.println("baseline   " + Spread.of(theirs) + " pages/s, " + baseline);
    out.println("ratio      " + Spread.of(ratios));
    out.println("tokens/s   " + Spread.of(tokens));
    out.println("share of the pipeline's processor time:");
    for (Stage stage : Stage.values()) {
      out.println(
          String.format(Locale.ROOT, "  %5.1f %%  %s", 100 * shares.share(stage), stage.words()));
    }
    PeakMemory.bytes()
        .ifPresent(
            bytes ->
                out.println(
                    String.format(Locale.ROOT, "peak resident memory %,d MiB", bytes >> 20)));
  }

  @Override
  public void putInto(Figures figures) {
    figures
        .put("pages_per_round", (long) pages)
        .put("rounds", (long) ours.size())
        .put("failed_pages", failed)
        .put("baseline", baseline);
    put(figures, "pipeline_pages_per_second", Spread.of(ours));
    put(figures, "baseline_pages_per_second", Spread.of(theirs));
    put(figures, "ratio", Spread.of(ratios));
    put(figures, "pipeline_tokens_per_second", Spread.of(tokens));
    for (Stage stage : Stage.values()) {
      figures.put("share_" + stage.key(), shares.share(stage));
    }
    PeakMemory.bytes().ifPresent(bytes -> figures.put("peak_resident_bytes", bytes));
  }

  private static void put(Figures figures, String name, Spread spread) {
    figures.put(name, spread.median());
    figures.put(name + "_min", spread.least());
    figures.put(name + "_max", spread.most());
  }
}
