package io.scriptorium.engine.batch;

import io.scriptorium.engine.model.StepOutput;

/** What a step predicts after each sampled row. */
@SuppressWarnings("ArrayRecordComponent")
record Predictions(long[] tokens, float[] logProbabilities) {
  static Predictions of(StepOutput output) {
    return new Predictions(output.tokens().toLongArray(), output.logProbabilities().toFloatArray());
  }

  int token(int sample) {
    return (int) tokens[sample];
  }

  float logProbability(int sample) {
    return logProbabilities[sample];
  }
}
