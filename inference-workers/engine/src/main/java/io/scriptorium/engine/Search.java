package io.scriptorium.engine;

/** How many answers a request gets, and how they are found. */
public sealed interface Search {
  /** One answer, token by token. */
  Search ONE = new Samples(1);

  /**
   * Answers that are sampled apart. They share the prompt's computation; with a seed, the answer at
   * index i is the one that a request with seed + i would get.
   *
   * @param count how many
   */
  record Samples(int count) implements Search {
    public Samples {
      if (count < 1) {
        throw new IllegalArgumentException("A request has an answer");
      }
    }
  }

  /**
   * Beam search: of all ways to continue the best answers so far, the best are continued. An answer
   * scores the sum of its tokens' log-probabilities, its stop token's included, divided by
   * length<sup>lengthPenalty</sup>, as in Hugging Face transformers.
   *
   * @param width how many answers are continued, and how many are told at the end
   * @param lengthPenalty more than 0 favours long answers
   * @param earlyStopping whether to end as soon as so many answers have ended; else when no answer
   *     that goes on can become better than those, at its present length
   */
  record Beams(int width, double lengthPenalty, boolean earlyStopping) implements Search {
    public Beams {
      if (width < 1 || !Double.isFinite(lengthPenalty)) {
        throw new IllegalArgumentException(
            "Beam search has a beam and a finite length penalty; they are %d and %s"
                .formatted(width, lengthPenalty));
      }
    }

    /** The score of an answer. */
    public double score(double logProbability, int length) {
      return logProbability / Math.pow(length, lengthPenalty);
    }
  }
}
