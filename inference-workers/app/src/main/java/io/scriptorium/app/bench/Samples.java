package io.scriptorium.app.bench;

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
final class Samples {
  private final Map<String, List<Double>> values = new LinkedHashMap<>();

  void add(String name, double value) {
    values.computeIfAbsent(name, unused -> new ArrayList<>()).add(value);
  }

  /** Median and ends of what was measured. */
  Spread spread(String name) {
    return Spread.of(values.getOrDefault(name, List.of()));
  }

  void print(PrintWriter out) {
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
  void putInto(Figures figures, String prefix) {
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
