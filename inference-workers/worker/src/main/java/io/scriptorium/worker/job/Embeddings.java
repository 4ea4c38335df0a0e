package io.scriptorium.worker.job;

import io.scriptorium.avro.LabelScore;
import io.scriptorium.engine.task.TaskOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** From what a model that embeds has answered to a record's fields. */
final class Embeddings {
  private Embeddings() {}

  static Optional<List<Float>> vector(TaskOutcome.Done outcome) {
    return outcome.embedding().map(Embeddings::boxed);
  }

  static List<LabelScore> labels(TaskOutcome.Done outcome) {
    return outcome.labels().stream()
        .map(label -> new LabelScore(label.label(), label.score()))
        .toList();
  }

  private static List<Float> boxed(float[] values) {
    List<Float> boxed = new ArrayList<>(values.length);
    for (float value : values) {
      boxed.add(value);
    }
    return boxed;
  }
}
