package io.scriptorium.app.bench.measure;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Repeated measurements of one thing.
 *
 * @param median middle value; the mean of the two middle ones of an even number
 * @param least smallest value
 * @param most largest value
 */
public record Spread(double median, double least, double most) {
  public static Spread of(List<Double> values) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    if (sorted.length == 0) {
      throw new IllegalArgumentException("Nothing was measured");
    }
    int middle = sorted.length / 2;
    double median =
        sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    return new Spread(median, sorted[0], Arrays.stream(sorted).max().getAsDouble());
  }

  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%.2f (%.2f to %.2f)", median, least, most);
  }
}
