package io.scriptorium.engine.sample;

import java.util.OptionalLong;

/**
 * How the tokens of one answer are chosen. A row of logits goes through, in this order: penalties,
 * temperature, top-k, top-p, min-p; then one token is drawn.
 *
 * <p>The order is that of Hugging Face transformers. vLLM's V1 engine applies min-p before top-p,
 * which makes a difference only where both are on: there its top-p keeps part of what min-p left,
 * and so fewer tokens.
 *
 * @param temperature divisor of the logits; 0 takes the most probable token, the lowest id of
 *     equals
 * @param filter which tokens are left out
 * @param penalties what tokens lose that have occurred
 * @param seed where the random numbers come from; empty for others each time
 * @param topLogProbabilities how many of the most probable tokens are told with each token, at most
 *     {@value #MOST_LOG_PROBABILITIES}
 */
public record Sampling(
    double temperature,
    Filter filter,
    Penalties penalties,
    OptionalLong seed,
    int topLogProbabilities) {
  /** Most alternatives that can be asked for, as in OpenAI's API. */
  public static final int MOST_LOG_PROBABILITIES = 20;

  /** Always the most probable token. */
  public static final Sampling GREEDY =
      new Sampling(0, Filter.OFF, Penalties.OFF, OptionalLong.empty(), 0);

  public Sampling {
    if (!(temperature >= 0 && temperature < Double.POSITIVE_INFINITY)
        || topLogProbabilities < 0
        || topLogProbabilities > MOST_LOG_PROBABILITIES) {
      throw new IllegalArgumentException(
          "Temperature must be 0 or more, top log-probabilities from 0 to %d; they are %s and %d"
              .formatted(MOST_LOG_PROBABILITIES, temperature, topLogProbabilities));
    }
  }

  /** Draws from the model's own distribution. */
  public static Sampling ofTemperature(double temperature) {
    return GREEDY.withTemperature(temperature);
  }

  /** Whether the arg max of the raw logits is all that is asked for, so that no row is needed. */
  public boolean isGreedy() {
    return temperature == 0 && penalties.isOff() && topLogProbabilities == 0;
  }

  /** How the answer at an index is sampled beside others: a seed counts up. */
  public Sampling ofSample(int index) {
    return seed.isPresent() ? withSeed(seed.getAsLong() + index) : this;
  }

  /** Whether every token keeps the probability that the model gave it. */
  boolean isPlain() {
    return temperature == 1 && penalties.isOff() && filter.isOff();
  }

  public Sampling withTemperature(double other) {
    return new Sampling(other, filter, penalties, seed, topLogProbabilities);
  }

  public Sampling withFilter(Filter other) {
    return new Sampling(temperature, other, penalties, seed, topLogProbabilities);
  }

  public Sampling withPenalties(Penalties other) {
    return new Sampling(temperature, filter, other, seed, topLogProbabilities);
  }

  public Sampling withSeed(long other) {
    return new Sampling(
        temperature, filter, penalties, OptionalLong.of(other), topLogProbabilities);
  }

  public Sampling withTopLogProbabilities(int other) {
    return new Sampling(temperature, filter, penalties, seed, other);
  }
}
