package io.scriptorium.assembler;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The assembler's clock.
 *
 * @param tick how often deadlines are looked at; also the shortest time between two reports of one
 *     job's progress
 * @param retention how long a closed document is remembered, so that late pages are known as such,
 *     and how long pages wait for a manifest; not shorter than the records of its topics are kept
 * @param retry how long to wait before the texts of a document are stored again that could not be
 */
public record AssemblyTiming(Duration tick, Duration retention, Duration retry) {

  public static final AssemblyTiming DEFAULT =
      new AssemblyTiming(Duration.ofSeconds(1), Duration.ofDays(7), Duration.ofSeconds(5));

  List<String> problems() {
    List<String> problems = new ArrayList<>();
    if (tick.compareTo(Duration.ofMillis(10)) < 0) {
      problems.add("A tick lasts at least 10 ms, not " + tick);
    }
    if (retention.compareTo(tick) < 0) {
      problems.add("The retention, %s, is shorter than a tick".formatted(retention));
    }
    if (retry.isNegative()) {
      problems.add("The wait before a retry is not negative, unlike " + retry);
    }
    return problems;
  }
}
