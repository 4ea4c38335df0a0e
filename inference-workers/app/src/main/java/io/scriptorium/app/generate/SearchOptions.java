package io.scriptorium.app.generate;

import io.scriptorium.app.console.ActionableException;
import io.scriptorium.engine.Search;
import io.scriptorium.engine.sample.Sampling;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Options that say how many answers are wanted, and what is told of them. */
final class SearchOptions {
  private static final int MOST_ANSWERS = 64;

  @Option(
      names = {"-n", "--samples"},
      paramLabel = "N",
      description = "So many answers, drawn apart; needs a --temperature above 0.")
  private Optional<Integer> samples = Optional.empty();

  @Option(
      names = "--beams",
      paramLabel = "N",
      description = "Beam search: so many answers, the best first.")
  private Optional<Integer> beams = Optional.empty();

  @Option(
      names = "--length-penalty",
      paramLabel = "X",
      description = "With --beams: above 0 favours long answers (default: 1).")
  private Optional<Double> lengthPenalty = Optional.empty();

  @Option(
      names = "--early-stopping",
      description = "With --beams: end as soon as so many answers have ended.")
  private boolean earlyStopping;

  @Option(
      names = "--logprobs",
      paramLabel = "N",
      description = "Tell each token's log-probability, and so many of the most probable tokens.")
  private Optional<Integer> alternatives = Optional.empty();

  /** How many answers there are, and how they are found. */
  Search search() {
    if (beams.isEmpty() && (lengthPenalty.isPresent() || earlyStopping)) {
      throw new ActionableException("--length-penalty and --early-stopping need --beams N");
    }
    if (samples.isPresent() && beams.isPresent()) {
      throw new ActionableException("--samples and --beams exclude each other");
    }
    return beams.isPresent()
        ? new Search.Beams(
            checked("--beams", beams.get(), MOST_ANSWERS), lengthPenalty.orElse(1.0), earlyStopping)
        : new Search.Samples(checked("--samples", samples.orElse(1), MOST_ANSWERS));
  }

  /** How many of the most probable tokens are told with each token. */
  int alternatives() {
    return alternatives
        .map(it -> checked("--logprobs", it, Sampling.MOST_LOG_PROBABILITIES))
        .orElse(0);
  }

  private static int checked(String option, int value, int most) {
    if (value < 1 || value > most) {
      throw new ActionableException("%s is from 1 to %d".formatted(option, most));
    }
    return value;
  }
}
