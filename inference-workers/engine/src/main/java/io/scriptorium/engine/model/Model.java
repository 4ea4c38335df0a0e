package io.scriptorium.engine.model;

import io.scriptorium.engine.PixelValues;
import io.scriptorium.engine.torch.TensorScope;
import java.util.List;
import java.util.Optional;

/**
 * A loaded model: all that a scheduler knows of it. Its weights are shared; several threads may use
 * it at once, each with a cache of its own.
 */
public interface Model extends AutoCloseable {
  /** Its sizes. */
  ModelShape shape();

  /** How it takes images; empty if it takes none. */
  Optional<ImageTokens> images();

  /**
   * Checks a prompt and finds its positions.
   *
   * @throws BadPromptException if the model cannot take it; the message is one line
   */
  PromptPositions locate(int[] prompt, List<PixelValues> images);

  /**
   * Allocates a cache.
   *
   * @param scope will own its tensors
   * @param slots tokens that it holds
   * @param imageRows image tokens that it holds between encoder and language model
   */
  ModelCache newCache(TensorScope scope, int slots, int imageRows);

  /**
   * Encodes images into rows of the cache.
   *
   * @throws IllegalStateException if the model takes no images
   */
  void encode(TensorScope scope, List<EncoderInput> images, ModelCache cache);

  /**
   * Computes a step's tokens: writes their keys and values to the cache and predicts the token
   * after each sampled row.
   *
   * @param scope will own the result
   */
  StepOutput forward(TensorScope scope, StepInput input, ModelCache cache);

  /** Frees the weights. */
  @Override
  void close();
}
