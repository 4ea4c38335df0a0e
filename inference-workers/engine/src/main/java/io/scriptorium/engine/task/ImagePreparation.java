package io.scriptorium.engine.task;

import io.scriptorium.engine.image.ImageProcessorConfig;
import io.scriptorium.engine.image.ImageSettings;
import io.scriptorium.engine.model.ImageTokens;
import io.scriptorium.engine.text.ModelFolderException;

/**
 * How a model's images are prepared.
 *
 * @param settings what becomes of their pixels
 * @param tokens what they take in a prompt
 */
record ImagePreparation(ImageSettings settings, ImageTokens tokens) {
  /**
   * The settings of a model that reads lines.
   *
   * @throws ModelFolderException if they are those of another kind
   */
  ImageProcessorConfig ofLines() {
    if (settings instanceof ImageProcessorConfig lines) {
      return lines;
    }
    throw new ModelFolderException("A model that reads lines takes images of any size");
  }
}
