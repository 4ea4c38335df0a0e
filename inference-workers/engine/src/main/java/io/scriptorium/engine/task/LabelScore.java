package io.scriptorium.engine.task;

import io.scriptorium.engine.model.ImageTextModel;
import java.util.Comparator;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * A label and how well it suits an image.
 *
 * @param score probability among the labels, 0 to 1; those of all labels add up to 1
 */
public record LabelScore(String label, double score) {

  /**
   * Scores labels by a model that was not trained on them (zero-shot classification, arXiv
   * 2103.00020).
   *
   * @param texts embedding of each label's text
   * @return all labels, the best first
   */
  static List<LabelScore> of(
      ImageTextModel model, float[] image, List<String> labels, List<float[]> texts) {
    return ranked(labels, texts.stream().mapToDouble(text -> model.logit(image, text)).toArray());
  }

  /** The same for logits in 32 bits. */
  static List<LabelScore> ranked(List<String> labels, float[] logits) {
    return ranked(labels, IntStream.range(0, logits.length).mapToDouble(i -> logits[i]).toArray());
  }

  /** Labels with their probabilities by their logits, the best first. */
  static List<LabelScore> ranked(List<String> labels, double[] logits) {
    double largest = DoubleStream.of(logits).max().orElse(0);
    double sum = DoubleStream.of(logits).map(logit -> Math.exp(logit - largest)).sum();
    return IntStream.range(0, logits.length)
        .mapToObj(i -> new LabelScore(labels.get(i), Math.exp(logits[i] - largest) / sum))
        .sorted(Comparator.comparingDouble(LabelScore::score).reversed())
        .toList();
  }
}
