package io.scriptorium.engine.model;

import io.scriptorium.engine.PixelValues;
import io.scriptorium.engine.torch.Checkpoint;
import io.scriptorium.engine.torch.TensorScope;
import io.scriptorium.engine.torch.Torch;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * Qwen2 and Qwen2.5 text models (arXiv 2407.10671), and Llama (arXiv 2307.09288), whose shape is
 * the same without biases; DeepSeek V1 and R1's distillations among them.
 */
final class Qwen2 implements Model {
  private final TensorScope scope;
  private final Qwen2Language language;

  private Qwen2(TensorScope scope, Qwen2Language language) {
    this.scope = scope;
    this.language = language;
  }

  static Model load(ModelLoader.Source source) {
    Qwen2Config config = Qwen2Config.of(source.config());
    if (config.usesMrope()) {
      throw source.config().unsupported("M-RoPE in a text model");
    }
    try (Checkpoint checkpoint = Checkpoint.open(source.folder(), UnaryOperator.identity())) {
      checkpoint.require(config.weights());
      Numerics numerics = Numerics.of(source.computeType(), checkpoint, source.device());
      return load(config, checkpoint, numerics);
    }
  }

  private static Model load(Qwen2Config config, Checkpoint checkpoint, Numerics numerics) {
    TensorScope scope = Torch.get().open(numerics.device());
    try {
      return new Qwen2(scope, Qwen2Language.load(scope, config, checkpoint, numerics));
    } catch (RuntimeException e) {
      scope.close();
      throw e;
    }
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
    int[] positions = IntStream.range(0, prompt.length).toArray();
    return new PromptPositions(new int[][] {positions}, prompt.length);
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
