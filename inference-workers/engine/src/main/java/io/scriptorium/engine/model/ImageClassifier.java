package io.scriptorium.engine.model;

import io.scriptorium.engine.PixelValues;
import java.util.List;

/** A loaded model that says which of its classes an image is of. */
public interface ImageClassifier extends EmbeddingModel {
  /** Names of the classes, in the order of the logits. */
  List<String> classes();

  /**
   * Logits of the classes (images, classes). Those of an image do not depend on the others, but for
   * rounding.
   *
   * @param dropping what is left out of each image
   * @throws BadPromptException if an image is not prepared for this model; the message is one line
   */
  List<float[]> logits(List<PixelValues> images, TokenDropping dropping);
}
