package io.scriptorium.engine.batch;

/**
 * Where an engine's time goes, in nanoseconds since it began. Its thread writes, anyone may read;
 * readers see values that are a step old at most.
 */
public final class StepTimes {
  private volatile Totals totals = Totals.NONE;
  private long mark;

  /**
   * Sums over all steps.
   *
   * @param steps how many
   * @param schedule planning
   * @param vision encoding images
   * @param layout laying out batches
   * @param prefill computing steps in which a sequence begins
   * @param decode computing other steps
   * @param commit taking in what was predicted
   * @param draft drafting what may follow
   */
  public record Totals(
      long steps,
      long schedule,
      long vision,
      long layout,
      long prefill,
      long decode,
      long commit,
      long draft) {
    /** Before the first step. */
    public static final Totals NONE = new Totals(0, 0, 0, 0, 0, 0, 0, 0);

    /** The sums of this engine and another one. */
    public Totals plus(Totals other) {
      return new Totals(
          steps + other.steps,
          schedule + other.schedule,
          vision + other.vision,
          layout + other.layout,
          prefill + other.prefill,
          decode + other.decode,
          commit + other.commit,
          draft + other.draft);
    }

    /** The sums since an earlier time. */
    public Totals minus(Totals earlier) {
      return new Totals(
          steps - earlier.steps,
          schedule - earlier.schedule,
          vision - earlier.vision,
          layout - earlier.layout,
          prefill - earlier.prefill,
          decode - earlier.decode,
          commit - earlier.commit,
          draft - earlier.draft);
    }
  }

  /** The sums so far. */
  public Totals totals() {
    return totals;
  }

  void start() {
    mark = System.nanoTime();
  }

  void scheduled() {
    totals = totals.plus(new Totals(0, lap(), 0, 0, 0, 0, 0, 0));
  }

  void encoded() {
    totals = totals.plus(new Totals(1, 0, lap(), 0, 0, 0, 0, 0));
  }

  void laidOut() {
    totals = totals.plus(new Totals(0, 0, 0, lap(), 0, 0, 0, 0));
  }

  /** Returns how long the model took. */
  long computed(boolean decodingOnly) {
    long lap = lap();
    totals =
        totals.plus(new Totals(0, 0, 0, 0, decodingOnly ? 0 : lap, decodingOnly ? lap : 0, 0, 0));
    return lap;
  }

  /** Returns how long it took to take in what was predicted. */
  long committed() {
    long lap = lap();
    totals = totals.plus(new Totals(0, 0, 0, 0, 0, 0, lap, 0));
    return lap;
  }

  void proposed() {
    totals = totals.plus(new Totals(0, 0, 0, 0, 0, 0, 0, lap()));
  }

  private long lap() {
    long now = System.nanoTime();
    long lap = now - mark;
    mark = now;
    return lap;
  }
}
