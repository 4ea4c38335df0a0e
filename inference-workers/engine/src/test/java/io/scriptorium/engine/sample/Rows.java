package io.scriptorium.engine.sample;

import java.util.Random;

/** Rows of logits for tests. */
final class Rows {
  private Rows() {}

  /** Logits whose softmax is these probabilities. */
  static float[] ofProbabilities(double... probabilities) {
    float[] logits = new float[probabilities.length];
    for (int i = 0; i < logits.length; i++) {
      logits[i] = (float) Math.log(probabilities[i]);
    }
    return logits;
  }

  /** As many logits, spread like a model's. */
  static float[] normal(int count, long seed) {
    Random random = new Random(seed);
    float[] logits = new float[count];
    for (int i = 0; i < count; i++) {
      logits[i] = (float) (3 * random.nextGaussian());
    }
    return logits;
  }

  /** All probabilities of a distribution. */
  static double[] probabilities(Distribution distribution, int vocabulary) {
    double[] probabilities = new double[vocabulary];
    for (int token = 0; token < vocabulary; token++) {
      probabilities[token] = distribution.probability(token);
    }
    return probabilities;
  }
}
