package io.scriptorium.engine.model;

import io.scriptorium.engine.PixelValues;
import io.scriptorium.engine.torch.TensorScope;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;

/** A language model by itself. */
public final class TextModel implements Model {
  private final TensorScope scope;
  private final LanguageProgram language;
  private final IntFunction<PromptPositions> positions;

  /**
   * Takes a program over.
   *
   * @param scope what was allocated for it; closed with the model
   * @param positions where the tokens of a prompt of some length stand
   */
  public TextModel(
      TensorScope scope, LanguageProgram language, IntFunction<PromptPositions> positions) {
    this.scope = scope;
    this.language = language;
    this.positions = positions;
  }

  @Override
  public ModelShape shape() {
    return language.shape();
  }

  @Override
  public Optional<ImageTokens> images() {
    return Optional.empty();
  }

  @Override
  public PromptPositions locate(int[] prompt, List<PixelValues> images) {
    PromptCheck.tokens(prompt, shape());
    if (!images.isEmpty()) {
      throw new BadPromptException("This model takes no images");
    }
    return positions.apply(prompt.length);
  }

  @Override
  public ModelCache newCache(TensorScope owner, int slots, int imageRows) {
    return language.newCache(owner, slots, imageRows);
  }

  @Override
  public void encode(TensorScope owner, List<EncoderInput> images, ModelCache cache) {
    throw new IllegalStateException("A text model has no encoder");
  }

  @Override
  public StepOutput forward(TensorScope owner, StepInput input, ModelCache cache) {
    return language.forward(owner, input, cache);
  }

  @Override
  public void copy(long[] from, long[] to, ModelCache cache) {
    language.copy(from, to, cache);
  }

  @Override
  public boolean drafts() {
    return language.drafts();
  }

  @Override
  public DraftOutput draft(TensorScope owner, DraftInput input, ModelCache cache) {
    return language.draft(owner, input, cache);
  }

  @Override
  public void close() {
    language.close();
    scope.close();
  }
}
