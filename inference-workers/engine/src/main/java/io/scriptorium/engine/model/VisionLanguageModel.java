package io.scriptorium.engine.model;

import io.scriptorium.engine.PixelValues;
import io.scriptorium.engine.torch.TensorScope;
import java.util.List;
import java.util.Optional;

/** A language model whose image tokens are embedded by an encoder. */
public final class VisionLanguageModel implements Model {
  private final TensorScope scope;
  private final Parts parts;

  /** Where the tokens of a checked prompt stand. */
  @FunctionalInterface
  public interface Positions {
    /** Finds them. */
    PromptPositions locate(int[] prompt, List<PixelValues> images);
  }

  /** What it consists of. */
  public record Parts(
      ImageTokens images, ImageEncoder encoder, LanguageProgram language, Positions positions) {}

  /**
   * Takes the parts over.
   *
   * @param scope what was allocated for them; closed with the model
   */
  public VisionLanguageModel(TensorScope scope, Parts parts) {
    this.scope = scope;
    this.parts = parts;
  }

  @Override
  public ModelShape shape() {
    return parts.language.shape();
  }

  @Override
  public Optional<ImageTokens> images() {
    return Optional.of(parts.images);
  }

  @Override
  public PromptPositions locate(int[] prompt, List<PixelValues> images) {
    PromptCheck.tokens(prompt, shape());
    images.forEach(parts.encoder::check);
    PromptCheck.imageRuns(prompt, images, parts.images);
    return parts.positions.locate(prompt, images);
  }

  @Override
  public ModelCache newCache(TensorScope owner, int slots, int imageRows) {
    return parts.language.newCache(owner, slots, imageRows);
  }

  @Override
  public void encode(TensorScope owner, List<EncoderInput> images, ModelCache cache) {
    parts.encoder.encode(owner, images, cache);
  }

  @Override
  public StepOutput forward(TensorScope owner, StepInput input, ModelCache cache) {
    return parts.language.forward(owner, input, cache);
  }

  @Override
  public void copy(long[] from, long[] to, ModelCache cache) {
    parts.language.copy(from, to, cache);
  }

  @Override
  public boolean drafts() {
    return parts.language.drafts();
  }

  @Override
  public DraftOutput draft(TensorScope owner, DraftInput input, ModelCache cache) {
    return parts.language.draft(owner, input, cache);
  }

  @Override
  public void close() {
    parts.encoder.close();
    parts.language.close();
    scope.close();
  }
}
