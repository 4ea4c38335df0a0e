package io.scriptorium.engine.sample;

/**
 * What the logits of tokens lose that have occurred, in this order (that of vLLM).
 *
 * @param repetition divides a positive logit and multiplies any other, once for all occurrences in
 *     prompt and answer (CTRL, arXiv 1909.05858, in the form of Hugging Face transformers); above
 *     0, 1 for none
 * @param presence is taken off once if the token is in the answer (OpenAI's API); -2 to 2
 * @param frequency is taken off for each time the token is in the answer (OpenAI's API); -2 to 2
 */
public record Penalties(double repetition, double presence, double frequency) {
  /** Leaves logits as they are. */
  public static final Penalties OFF = new Penalties(1, 0, 0);

  private static final double MOST = 2;

  public Penalties {
    if (!(repetition > 0 && repetition < Double.POSITIVE_INFINITY)
        || !(Math.abs(presence) <= MOST)
        || !(Math.abs(frequency) <= MOST)) {
      throw new IllegalArgumentException(
          "Penalties must be: repetition above 0, presence and frequency in [-2, 2]; are %s, %s and %s"
              .formatted(repetition, presence, frequency));
    }
  }

  /** Only for repetition. */
  public static Penalties ofRepetition(double repetition) {
    return new Penalties(repetition, 0, 0);
  }

  boolean isOff() {
    return repetition == 1 && presence == 0 && frequency == 0;
  }

  /**
   * Logits after penalties, in a new array. Tokens that the row does not have, such as a model's
   * own ids for images, lose nothing.
   */
  float[] applied(float[] logits, TokenCounts counts) {
    float[] changed = logits.clone();
    counts.forEach(
        (token, times) -> {
          if (token < changed.length) {
            changed[token] = (float) penalised(changed[token], times);
          }
        });
    return changed;
  }

  private double penalised(double logit, int times) {
    double repeated = logit > 0 ? logit / repetition : logit * repetition;
    return times == 0 ? repeated : repeated - frequency * times - presence;
  }
}
