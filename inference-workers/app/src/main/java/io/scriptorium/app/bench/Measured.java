package io.scriptorium.app.bench;

import io.scriptorium.app.bench.measure.Samples;
import io.scriptorium.app.console.Figures;
import io.scriptorium.engine.model.ComputeType;
import java.io.PrintWriter;

/**
 * What was measured of a model.
 *
 * @param numbers that it computes with
 */
record Measured(ComputeType numbers, Samples samples) {
  void print(String name, PrintWriter out) {
    out.printf("%s, numbers %s%n", name, numbers);
    samples.print(out);
  }

  void putInto(Figures figures, String name) {
    figures.put(name + ".numbers", numbers.name());
    samples.putInto(figures, name + ".");
  }
}
