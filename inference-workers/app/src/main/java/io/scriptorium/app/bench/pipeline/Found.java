package io.scriptorium.app.bench.pipeline;

import io.scriptorium.app.bench.measure.Samples;
import io.scriptorium.app.console.Figures;
import java.io.PrintWriter;

/** What a part of the benchmark found. */
interface Found {
  /** For people. */
  void print(PrintWriter out);

  /** For programs, by names that stay. */
  void putInto(Figures figures);

  /** Whether everything was answered as it should be. */
  default boolean isGood() {
    return true;
  }

  /**
   * Values that were measured again and again.
   *
   * @param title what they are, in a line
   * @param prefix of their names among the figures
   */
  record Measured(String title, String prefix, Samples samples) implements Found {
    @Override
    public void print(PrintWriter out) {
      out.println(title);
      samples.print(out);
    }

    @Override
    public void putInto(Figures figures) {
      samples.putInto(figures, prefix + ".");
    }
  }
}
