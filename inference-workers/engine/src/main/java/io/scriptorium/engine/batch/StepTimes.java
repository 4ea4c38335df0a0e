package io.scriptorium.engine.batch;

/**
 * Where an engine's time goes, in nanoseconds since it began. Its thread writes, anyone may read;
 * readers see values that are a step old at most.
 */
public final class StepTimes {
  private volatile Totals totals = new Totals(0, 0, 0, 0, 0, 0);
  private long mark;

  /**
   * Sums over all steps.
   *
   * @param steps how many
   * @param vision encoding images
   * @param layout laying out batches
   * @param prefill computing steps in which a sequence begins
   * @param decode computing other steps
   * @param commit taking in what was predicted
   */
  public record Totals(
      long steps, long vision, long layout, long prefill, long decode, long commit) {
    /** The sums of this engine and another one. */
    public Totals plus(Totals other) {
      return new Totals(
          steps + other.steps,
          vision + other.vision,
          layout + other.layout,
          prefill + other.prefill,
          decode + other.decode,
          commit + other.commit);
    }

    /** The sums since an earlier time. */
    public Totals minus(Totals earlier) {
      return new Totals(
          steps - earlier.steps,
          vision - earlier.vision,
          layout - earlier.layout,
          prefill - earlier.prefill,
          decode - earlier.decode,
          commit - earlier.commit);
    }
  }

  /** The sums so far. */
  public Totals totals() {
    return totals;
  }

  void start() {
    mark = System.nanoTime();
  }

  void encoded() {
    totals = totals.plus(new Totals(1, lap(), 0, 0, 0, 0));
  }

  void laidOut() {
    totals = totals.plus(new Totals(0, 0, lap(), 0, 0, 0));
  }

  void prefilled() {
    totals = totals.plus(new Totals(0, 0, 0, lap(), 0, 0));
  }

  void decoded() {
    totals = totals.plus(new Totals(0, 0, 0, 0, lap(), 0));
  }

  void committed() {
    totals = totals.plus(new Totals(0, 0, 0, 0, 0, lap()));
  }

  private long lap() {
    long now = System.nanoTime();
    long lap = now - mark;
    mark = now;
    return lap;
  }
}
