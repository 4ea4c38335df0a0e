package io.scriptorium.engine.parity;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How close the engine came to a reference fixture.
 *
 * @param name the fixture's folder
 * @param measures what was compared
 * @param problem why it could not be compared, in one line
 */
public record ParityReport(String name, List<Measure> measures, Optional<String> problem) {
  public ParityReport {
    measures = List.copyOf(measures);
  }

  /** Whether something was compared and all of it agrees. */
  public boolean passed() {
    return problem.isEmpty() && !measures.isEmpty() && measures.stream().allMatch(Measure::agrees);
  }

  /** The line to print. */
  public String line() {
    List<String> parts = new ArrayList<>(List.of(name));
    measures.forEach(measure -> parts.add(measure.text()));
    parts.add(passed() ? "OK" : "FAILED");
    problem.ifPresent(parts::add);
    return String.join("  ", parts);
  }
}
