package io.scriptorium.engine.model;

import java.util.List;

/** A loaded model that places images and texts in one space. */
public interface ImageTextModel extends EmbeddingModel {
  /** How well a text suits an image: the logit of the text among others. */
  double logit(float[] image, float[] text);

  /**
   * Embeds texts.
   *
   * @param texts their tokens, beginning and end of text among them
   * @throws BadPromptException if the model cannot take one; the message is one line
   */
  List<float[]> embedTexts(List<int[]> texts);
}
