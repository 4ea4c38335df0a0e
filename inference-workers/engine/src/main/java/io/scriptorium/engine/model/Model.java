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

  /** Copies keys and values of every layer from slots of the cache to others. */
  void copy(long[] from, long[] to, ModelCache cache);

  /** Whether it has a module for multi-token prediction, and so can {@link #draft}. */
  default boolean drafts() {
    return false;
  }

  /**
   * Drafts tokens by the module for multi-token prediction (DeepSeek-V3, arXiv 2412.19437), which
   * writes to keys and values of its own at the rows' slots.
   *
   * @param scope will own the result
   * @throws IllegalStateException if the model has no module
   */
  default DraftOutput draft(TensorScope scope, DraftInput input, ModelCache cache) {
    throw new IllegalStateException("The model has no module for multi-token prediction");
  }

  /** Frees the weights. */
  @Override
  void close();
}
