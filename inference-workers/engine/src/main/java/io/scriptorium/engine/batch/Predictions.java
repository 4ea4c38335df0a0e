package io.scriptorium.engine.batch;

import ai.djl.ndarray.NDArray;
import io.scriptorium.engine.model.StepOutput;
import io.scriptorium.engine.sample.Choice;
import java.util.List;

/** What a step predicts after each sampled row. */
@SuppressWarnings("ArrayRecordComponent")
record Predictions(long[] tokens, float[] logProbabilities, NDArray logits) {
  static Predictions of(StepOutput output) {
    return new Predictions(
        output.tokens().toLongArray(), output.logProbabilities().toFloatArray(), output.logits());
  }

  /** The most probable token. */
  Choice best(int sample) {
    return new Choice((int) tokens[sample], logProbabilities[sample], List.of());
  }

  /** Logits of every token; a copy. */
  float[] logits(int sample) {
    try (NDArray row = logits.get(sample)) {
      return row.toFloatArray();
    }
  }
}
