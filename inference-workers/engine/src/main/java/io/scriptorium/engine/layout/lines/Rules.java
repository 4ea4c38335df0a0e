package io.scriptorium.engine.layout.lines;

/** Ruled lines of forms, tables and underlined words, level or upright. */
final class Rules {
  private static final int LENGTH = 60;
  private static final int THICKNESS = 6;

  private final Bitmap ink;
  private final Bitmap rules;

  private Rules(Bitmap ink) {
    this.ink = ink;
    this.rules = new Bitmap(ink.width(), ink.height());
  }

  /**
   * Erases rules: runs of ink at least 60 pixels long and, along most of it, at most 6 pixels
   * thick. Where a letter crosses a rule or stands on a level one, its ink stays.
   *
   * @return what was erased
   */
  static Bitmap erase(Bitmap ink) {
    Rules rules = new Rules(ink);
    rules.mark(ink.height(), ink.width(), ink.width(), 1);
    rules.mark(ink.width(), 1, ink.height(), ink.width());
    boolean[] pixels = ink.pixels();
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] &= !rules.rules.pixels()[i];
    }
    return rules.rules;
  }

  /**
   * Marks the runs of some lines of pixels that are rules. A run that is long enough has ink at one
   * of every {@link #LENGTH} places, so only these are looked at.
   *
   * @param lines how many
   * @param across from a line's pixel to its neighbour's
   * @param length pixels of a line
   * @param along from a pixel to the next of its line
   */
  private void mark(int lines, int across, int length, int along) {
    boolean[] pixels = ink.pixels();
    for (int probe = LENGTH - 1; probe < length; probe += LENGTH) {
      for (int line = 0; line < lines; line++) {
        int base = line * across;
        if (!pixels[base + probe * along]) {
          continue;
        }
        int before = 0;
        while (before < Math.min(LENGTH, probe) && pixels[base + (probe - before - 1) * along]) {
          before++;
        }
        int end = probe + 1;
        while (end < length && pixels[base + end * along]) {
          end++;
        }
        // One that reaches back to the place before was seen there.
        if (before < LENGTH && before + end - probe >= LENGTH) {
          mark(new Run(base + (probe - before) * along, base + end * along, along, across));
        }
      }
    }
  }

  /** Pixels from, from + along, ... before to; across leads to their neighbours beside the run. */
  private record Run(int from, int to, int along, int across) {
    boolean isUpright() {
      return across == 1;
    }
  }

  private void mark(Run run) {
    int usual = usualThickness(run);
    if (usual > THICKNESS) {
      return;
    }
    for (int at = run.from; at < run.to; at += run.along) {
      int before = reach(at, -run.across);
      int behind = reach(at, run.across);
      if (before + 1 + behind <= Math.min(THICKNESS, usual + 1)) {
        for (int part = -before; part <= behind; part++) {
          rules.pixels()[at + part * run.across] = true;
        }
      } else if (run.isUpright() && (before <= usual || behind <= usual)) {
        rules.pixels()[at] = true;
      }
    }
  }

  /** The thickness that two fifths of a run do not exceed. */
  private int usualThickness(Run run) {
    int[] counts = new int[THICKNESS + 2];
    for (int at = run.from; at < run.to; at += run.along) {
      counts[Math.min(THICKNESS + 1, reach(at, -run.across) + 1 + reach(at, run.across))]++;
    }
    int usual = 0;
    int seen = 0;
    while (5 * seen < 2 * ((run.to - run.from) / run.along)) {
      usual++;
      seen += counts[usual];
    }
    return usual;
  }

  /** Pixels of ink beyond a place, as far as they matter. */
  private int reach(int at, int step) {
    boolean[] pixels = ink.pixels();
    int reach = 0;
    int next = at + step;
    while (reach <= THICKNESS && next >= 0 && next < pixels.length && pixels[next]) {
      reach++;
      next += step;
    }
    return reach;
  }
}
