package io.scriptorium.engine.parity;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * How close the engine came to a reference fixture.
 *
 * @param name the fixture's folder
 * @param logits difference of the prompts' logits
 * @param vision difference of the image features, for a model that takes images
 * @param greedy answers that agree to the last token, alone and together in one batch
 * @param beam beam searches that agree to the last token and in their score, where the fixture has
 *     some
 * @param mtp prompts whose drafts all agree, for a model with a module for multi-token prediction
 * @param problems what is wrong, one line each; empty if it passed
 */
public record ParityReport(
    String name,
    Optional<Difference> logits,
    Optional<Difference> vision,
    Optional<Count> greedy,
    Optional<Count> beam,
    Optional<Count> mtp,
    List<String> problems) {
  public ParityReport {
    problems = List.copyOf(problems);
  }

  /**
   * A difference of tensors.
   *
   * @param largest largest absolute difference
   * @param allowed what it may be
   */
  public record Difference(double largest, double allowed) {
    /** Whether it is small enough; a NaN is not. */
    public boolean isAllowed() {
      return largest <= allowed;
    }
  }

  /** So many of so many. */
  public record Count(int good, int all) {
    boolean isComplete() {
      return good == all;
    }
  }

  /** A fixture that could not be compared. */
  static ParityReport failed(String name, String problem) {
    return new ParityReport(
        name,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        List.of(problem));
  }

  /** Whether everything agrees. */
  public boolean passed() {
    return problems.isEmpty()
        && logits.map(Difference::isAllowed).orElse(true)
        && vision.map(Difference::isAllowed).orElse(true)
        && greedy.map(Count::isComplete).orElse(true)
        && beam.map(Count::isComplete).orElse(true)
        && mtp.map(Count::isComplete).orElse(true);
  }

  /** The line to print. */
  public String line() {
    List<String> parts = new ArrayList<>(List.of(name));
    logits.ifPresent(difference -> parts.add("logits " + text(difference)));
    vision.ifPresent(difference -> parts.add("vision " + text(difference)));
    greedy.ifPresent(count -> parts.add("greedy %d/%d".formatted(count.good(), count.all())));
    beam.ifPresent(count -> parts.add("beam %d/%d".formatted(count.good(), count.all())));
    mtp.ifPresent(count -> parts.add("mtp %d/%d".formatted(count.good(), count.all())));
    parts.add(passed() ? "OK" : "FAILED");
    parts.addAll(problems);
    return String.join("  ", parts);
  }

  private static String text(Difference difference) {
    return String.format(Locale.ROOT, "%.1e", difference.largest());
  }
}
