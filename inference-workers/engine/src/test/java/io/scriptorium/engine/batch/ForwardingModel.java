package io.scriptorium.engine.batch;

import io.scriptorium.engine.PixelValues;
import io.scriptorium.engine.model.DraftInput;
import io.scriptorium.engine.model.DraftOutput;
import io.scriptorium.engine.model.EncoderInput;
import io.scriptorium.engine.model.ImageTokens;
import io.scriptorium.engine.model.Model;
import io.scriptorium.engine.model.ModelCache;
import io.scriptorium.engine.model.ModelShape;
import io.scriptorium.engine.model.PromptPositions;
import io.scriptorium.engine.model.StepInput;
import io.scriptorium.engine.model.StepOutput;
import io.scriptorium.engine.torch.TensorScope;
import java.util.List;
import java.util.Optional;

/** Does as another model does, which it leaves open; tests change a part of it. */
class ForwardingModel implements Model {
  private final Model model;

  ForwardingModel(Model model) {
    this.model = model;
  }

  @Override
  public ModelShape shape() {
    return model.shape();
  }

  @Override
  public Optional<ImageTokens> images() {
    return model.images();
  }

  @Override
  public PromptPositions locate(int[] prompt, List<PixelValues> images) {
    return model.locate(prompt, images);
  }

  @Override
  public ModelCache newCache(TensorScope scope, int slots, int imageRows) {
    return model.newCache(scope, slots, imageRows);
  }

  @Override
  public void encode(TensorScope scope, List<EncoderInput> images, ModelCache cache) {
    model.encode(scope, images, cache);
  }

  @Override
  public StepOutput forward(TensorScope scope, StepInput input, ModelCache cache) {
    return model.forward(scope, input, cache);
  }

  @Override
  public void copy(long[] from, long[] to, ModelCache cache) {
    model.copy(from, to, cache);
  }

  @Override
  public boolean drafts() {
    return model.drafts();
  }

  @Override
  public DraftOutput draft(TensorScope scope, DraftInput input, ModelCache cache) {
    return model.draft(scope, input, cache);
  }

  @Override
  public void close() {}
}
