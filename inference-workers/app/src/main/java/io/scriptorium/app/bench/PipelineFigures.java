package io.scriptorium.app.bench;

import io.scriptorium.app.console.Figures;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What a benchmark of the pipeline found, for people and as figures. */
final class PipelineFigures {
  private final int pages;
  private final int processors;
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
   * @param processors processors of this machine
   * @param baseline what the baseline is
   */
  PipelineFigures(int pages, int processors, String baseline) {
    this.pages = pages;
    this.processors = processors;
    this.baseline = baseline;
  }

  /** Takes in a pair of rounds that ran one after the other. */
  void add(PipelineBench.Round round, double baselineSeconds) {
    double seconds = round.elapsed().toNanos() / 1e9;
    double our = round.report().pages() / seconds;
    double their = pages / baselineSeconds;
    ours.add(our);
    theirs.add(their);
    ratios.add(our / their);
    tokens.add(round.report().tokens() / seconds);
    shares = shares.plus(round.shares());
    failed += round.report().failed();
  }

  /** Pages that the pipeline failed to read, over all rounds. */
  long failed() {
    return failed;
  }

  void print(PrintWriter out) {
    out.printf(
        "%d pages a round, %d rounds, %d processors; model load and start-up not counted%n",
        pages, ours.size(), processors);
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
    out.flush();
  }

  Figures figures() {
    Figures figures =
        new Figures()
            .put("pages_per_round", (long) pages)
            .put("rounds", (long) ours.size())
            .put("processors", (long) processors)
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
    return figures;
  }

  private static void put(Figures figures, String name, Spread spread) {
    figures.put(name, spread.median());
    figures.put(name + "_min", spread.least());
    figures.put(name + "_max", spread.most());
  }
}
