package io.scriptorium.app.job;

import io.scriptorium.app.console.ActionableException;
import io.scriptorium.engine.sample.Filter;
import io.scriptorium.engine.sample.Penalties;
import io.scriptorium.engine.sample.Sampling;
import java.util.Optional;
import java.util.OptionalLong;
import picocli.CommandLine.Option;

/** Options that say how an answer's tokens are chosen. */
final class SamplingOptions {
  @Option(
      names = "--temperature",
      paramLabel = "T",
      defaultValue = "0",
      description = "Draw tokens: 1 as the model has them, less is surer (default: 0, never draw).")
  private double temperature;

  @Option(
      names = "--top-k",
      paramLabel = "N",
      description = "Draw from so many of the most probable tokens.")
  private Optional<Integer> topK = Optional.empty();

  @Option(
      names = "--top-p",
      paramLabel = "P",
      description =
          "Draw from the fewest most probable tokens that have this probability together.")
  private Optional<Double> topP = Optional.empty();

  @Option(
      names = "--min-p",
      paramLabel = "P",
      description = "Draw from tokens at least so many times as probable as the most probable one.")
  private Optional<Double> minP = Optional.empty();

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Draw the same tokens each time (default: others each time).")
  private Optional<Long> seed = Optional.empty();

  @Option(
      names = "--repetition-penalty",
      paramLabel = "X",
      defaultValue = "1",
      description = "Above 1 makes tokens of prompt and answer less probable (default: 1, off).")
  private double repetitionPenalty;

  @Option(
      names = "--presence-penalty",
      paramLabel = "X",
      defaultValue = "0",
      description = "Above 0 makes tokens of the answer less probable, -2 to 2 (default: 0, off).")
  private double presencePenalty;

  @Option(
      names = "--frequency-penalty",
      paramLabel = "X",
      defaultValue = "0",
      description = "The same for each time that a token is there, -2 to 2 (default: 0, off).")
  private double frequencyPenalty;

  /**
   * How tokens are chosen.
   *
   * @throws IllegalArgumentException with one line for a person if a number is out of range
   */
  Sampling sampling() {
    boolean draws = topK.isPresent() || topP.isPresent() || minP.isPresent() || seed.isPresent();
    if (draws && temperature == 0) {
      throw new ActionableException(
          "--top-k, --top-p, --min-p and --seed need a --temperature above 0");
    }
    return new Sampling(
        temperature,
        new Filter(topK.orElse(0), topP.orElse(1.0), minP.orElse(0.0)),
        new Penalties(repetitionPenalty, presencePenalty, frequencyPenalty),
        seed.map(OptionalLong::of).orElse(OptionalLong.empty()),
        0);
  }
}
