package io.scriptorium.engine.task;

import io.scriptorium.engine.image.ImageProcessorConfig;
import io.scriptorium.engine.image.ImageSettings;
import io.scriptorium.engine.model.ImageTokens;
import io.scriptorium.engine.text.ModelFolderException;
import io.scriptorium.engine.text.Tokenizer;
import java.util.Optional;

/**
 * How a model's images are prepared.
 *
 * @param settings what becomes of their pixels
 * @param tokens what they take in a prompt
 * @param encoderTokenizer makes tokens of the instruction for an encoder that is told it
 */
record ImagePreparation(
    ImageSettings settings, ImageTokens tokens, Optional<Tokenizer> encoderTokenizer) {
  /** For an encoder that sees and is told nothing. */
  ImagePreparation(ImageSettings settings, ImageTokens tokens) {
    this(settings, tokens, Optional.empty());
  }

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
