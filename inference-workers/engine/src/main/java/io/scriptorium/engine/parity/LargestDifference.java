package io.scriptorium.engine.parity;

import io.scriptorium.engine.torch.CheckpointException;

/** The largest difference seen, and what is allowed for tensors of this size. */
final class LargestDifference {
  private final String subject;
  private double largest;
  private double magnitude;
  private int tensors;

  LargestDifference(String subject) {
    this.subject = subject;
  }

  void add(float[] actual, float[] expected) {
    if (actual.length != expected.length) {
      throw new CheckpointException(
          "The reference has %d values of %s, the engine %d"
              .formatted(expected.length, subject, actual.length));
    }
    tensors++;
    for (int i = 0; i < actual.length; i++) {
      double difference = Math.abs((double) actual[i] - expected[i]);
      if (!(difference <= largest)) {
        largest = difference;
      }
      magnitude = Math.max(magnitude, Math.abs(expected[i]));
    }
  }

  boolean isEmpty() {
    return tensors == 0;
  }

  Measure difference() {
    return new Measure.Difference(subject, largest, Math.max(1e-4, 1e-5 * magnitude));
  }
}
