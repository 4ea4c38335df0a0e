package io.scriptorium.engine.parity;

import java.util.Locale;

/** One thing in which the engine was compared with the reference. */
public sealed interface Measure {
  /** What it is, in a word. */
  String subject();

  /** Whether it is close enough. */
  boolean agrees();

  /** How close, to print. */
  String text();

  /**
   * A difference of tensors.
   *
   * @param largest largest absolute difference
   * @param allowed what it may be
   */
  record Difference(String subject, double largest, double allowed) implements Measure {
    /** Whether it is small enough; a NaN is not. */
    @Override
    public boolean agrees() {
      return largest <= allowed;
    }

    @Override
    public String text() {
      return String.format(Locale.ROOT, "%s %.1e", subject, largest);
    }
  }

  /** So many of so many are equal; of none, nothing is shown. */
  record Count(String subject, int good, int all) implements Measure {
    @Override
    public boolean agrees() {
      return good == all && all > 0;
    }

    @Override
    public String text() {
      return "%s %d/%d".formatted(subject, good, all);
    }
  }
}
