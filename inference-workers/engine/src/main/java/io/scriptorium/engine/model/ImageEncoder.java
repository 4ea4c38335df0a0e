package io.scriptorium.engine.model;

import io.scriptorium.engine.PixelValues;
import io.scriptorium.engine.torch.TensorScope;
import java.util.List;

/** Makes embeddings of images for a language model. */
public interface ImageEncoder extends AutoCloseable {
  /**
   * Checks that an image is prepared for this encoder.
   *
   * @throws BadPromptException if it is not; the message is one line
   */
  void check(PixelValues image);

  /** As {@link Model#encode}. */
  void encode(TensorScope scope, List<EncoderInput> images, ModelCache cache);

  @Override
  void close();
}
