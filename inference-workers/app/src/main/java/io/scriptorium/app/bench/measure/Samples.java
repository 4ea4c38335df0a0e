package io.scriptorium.app.bench.measure;

import io.scriptorium.app.console.Figures;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Values that were measured again and again, by name. A name may end in a dot and what it was
 * measured at: {@code tokens_per_second.32}.
 */
public final class Samples {
  private final Map<String, List<Double>> values = new LinkedHashMap<>();

  public void add(String name, double value) {
    values.computeIfAbsent(name, unused -> new ArrayList<>()).add(value);
  }

  /** Median and ends of what was measured. */
  public Spread spread(String name) {
    return Spread.of(values.getOrDefault(name, List.of()));
  }

  /** All values, in the order in which they were measured. */
  public List<Double> values(String name) {
    return List.copyOf(values.getOrDefault(name, List.of()));
  }

  /**
   * The smallest value that so much of what was measured does not exceed.
   *
   * @param share 0 to 1; 0.99 for the 99th percentile
   */
  public double percentile(String name, double share) {
    List<Double> sorted = values(name).stream().sorted().toList();
    if (sorted.isEmpty()) {
      throw new IllegalArgumentException("Nothing was measured of " + name);
    }
    int rank = (int) Math.ceil(share * sorted.size());
    return sorted.get(Math.max(0, rank - 1));
  }

  public void print(PrintWriter out) {
    values.forEach(
        (name, list) -> {
          Spread spread = Spread.of(list);
          out.println(
              String.format(
                  Locale.ROOT,
                  "  %-42s %10.3f  (%.3f to %.3f, %d times)",
                  name,
                  spread.median(),
                  spread.least(),
                  spread.most(),
                  list.size()));
        });
    out.flush();
  }

  /** Puts medians and, where there were several values, {@code _min} and {@code _max} beside. */
  public void putInto(Figures figures, String prefix) {
    values.forEach(
        (name, list) -> {
          Spread spread = Spread.of(list);
          figures.put(prefix + name, spread.median());
          if (list.size() > 1) {
            figures.put(prefix + suffixed(name, "_min"), spread.least());
            figures.put(prefix + suffixed(name, "_max"), spread.most());
          }
        });
  }

  private static String suffixed(String name, String suffix) {
    int dot = name.indexOf('.');
    return dot < 0 ? name + suffix : name.substring(0, dot) + suffix + name.substring(dot);
  }
}
