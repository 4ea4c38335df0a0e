package io.scriptorium.engine.model;

import io.scriptorium.engine.PixelValues;
import java.util.List;

/**
 * A loaded model that embeds images: in one space with texts ({@link ImageTextModel}), or as what
 * its classes follow from ({@link ImageClassifier}). Embeddings have unit length, so that the
 * product of two is the cosine of their angle. Several threads may use it at once.
 */
public interface EmbeddingModel extends AutoCloseable {
  /** Pixels on the side of a patch. */
  int patchSize();

  /** Numbers that it computes with. */
  ComputeType numbers();

  /**
   * Embeds images.
   *
   * @throws BadPromptException if an image is not prepared for this model; the message is one line
   */
  List<float[]> embedImages(List<PixelValues> images);

  /** Frees the weights. */
  @Override
  void close();
}
