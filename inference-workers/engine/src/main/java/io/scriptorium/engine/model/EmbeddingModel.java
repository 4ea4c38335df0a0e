package io.scriptorium.engine.model;

import io.scriptorium.engine.PixelValues;
import java.util.List;

/**
 * A loaded model that places images and texts in one space. Embeddings have unit length, so that
 * the product of two is the cosine of their angle. Several threads may use it at once.
 */
public interface EmbeddingModel extends AutoCloseable {
  /** Pixels on the side of a patch. */
  int patchSize();

  /** Numbers that it computes with. */
  ComputeType numbers();

  /** How well a text suits an image: the logit of the text among others. */
  double logit(float[] image, float[] text);

  /**
   * Embeds images.
   *
   * @throws BadPromptException if an image is not prepared for this model; the message is one line
   */
  List<float[]> embedImages(List<PixelValues> images);

  /**
   * Embeds texts.
   *
   * @param texts their tokens, beginning and end of text among them
   * @throws BadPromptException if the model cannot take one; the message is one line
   */
  List<float[]> embedTexts(List<int[]> texts);

  /** Frees the weights. */
  @Override
  void close();
}
