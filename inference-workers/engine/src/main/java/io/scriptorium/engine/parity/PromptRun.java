package io.scriptorium.engine.parity;

import ai.djl.Device;
import io.scriptorium.engine.PixelValues;
import io.scriptorium.engine.model.EncoderInput;
import io.scriptorium.engine.model.ImageTokens;
import io.scriptorium.engine.model.Model;
import io.scriptorium.engine.model.ModelCache;
import io.scriptorium.engine.model.PromptPositions;
import io.scriptorium.engine.model.StepInput;
import io.scriptorium.engine.model.StepOutput;
import io.scriptorium.engine.torch.TensorScope;
import io.scriptorium.engine.torch.Torch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** A prompt computed in one step, with the logits after each of its tokens. */
final class PromptRun implements AutoCloseable {
  private final TensorScope scope;
  private final ModelCache cache;
  private final StepOutput output;
  private final int imageTokens;

  private PromptRun(TensorScope scope, ModelCache cache, StepOutput output, int imageTokens) {
    this.scope = scope;
    this.cache = cache;
    this.output = output;
    this.imageTokens = imageTokens;
  }

  static PromptRun of(Model model, int[] prompt, List<PixelValues> images) {
    TensorScope scope = Torch.get().open(Device.cpu());
    ModelCache cache = model.newCache(scope, prompt.length, prompt.length);
    PromptPositions positions = model.locate(prompt, images);
    int imageTokens = 0;
    List<EncoderInput> inputs = new ArrayList<>();
    for (PixelValues image : images) {
      int tokens = model.images().orElseThrow().tokens(image.patches());
      inputs.add(
          new EncoderInput(image, IntStream.range(imageTokens, imageTokens + tokens).toArray()));
      imageTokens += tokens;
    }
    if (!inputs.isEmpty()) {
      model.encode(scope, inputs, cache);
    }
    long[] all = LongStream.range(0, prompt.length).toArray();
    StepInput input =
        new StepInput(
            Arrays.stream(prompt).asLongStream().toArray(),
            Arrays.stream(positions.prompt()).flatMapToInt(Arrays::stream).asLongStream().toArray(),
            all,
            imageRows(model.images(), prompt),
            LongStream.range(0, imageTokens).toArray(),
            all,
            List.of(new StepInput.Segments(1, prompt.length)),
            List.of());
    return new PromptRun(scope, cache, model.forward(scope, input, cache), imageTokens);
  }

  private static long[] imageRows(Optional<ImageTokens> tokens, int[] prompt) {
    return LongStream.range(0, prompt.length)
        .filter(i -> tokens.isPresent() && tokens.get().tokenId() == prompt[(int) i])
        .toArray();
  }

  float[] logits() {
    return output.logits().toFloatArray();
  }

  /** Image features in the order of their tokens. */
  float[] imageFeatures() {
    float[] rows = cache.imageRows().toFloatArray();
    int width = (int) cache.imageRows().getShape().get(1);
    return Arrays.copyOf(rows, imageTokens * width);
  }

  @Override
  public void close() {
    scope.close();
  }
}
