package io.scriptorium.engine.layout.lines;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Values with weights, and what value a share of the weight lies below. */
final class Quantiles {
  private final List<Weighted> values = new ArrayList<>();
  private double total;

  private record Weighted(double value, double weight) {}

  void add(double value, double weight) {
    values.add(new Weighted(value, weight));
    total += weight;
  }

  boolean isEmpty() {
    return values.isEmpty();
  }

  /** The smallest value with at least this share, 0 to 1, of the weight at or below it. */
  double at(double share) {
    values.sort(Comparator.comparingDouble(Weighted::value));
    double seen = 0;
    for (Weighted value : values) {
      seen += value.weight;
      if (seen >= share * total) {
        return value.value;
      }
    }
    return values.get(values.size() - 1).value;
  }
}
