package io.scriptorium.engine.parity;

import ai.djl.Device;
import io.scriptorium.engine.PixelValues;
import io.scriptorium.engine.model.DraftInput;
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

/** A prompt computed in one step, with the logits after each of the reference's tokens. */
final class PromptRun implements AutoCloseable {
  private final Model model;
  private final TensorScope scope;
  private final ModelCache cache;
  private final StepInput input;
  private final StepOutput output;
  private final int imageTokens;

  private PromptRun(
      Model model, TensorScope scope, ModelCache cache, StepInput input, int imageTokens) {
    this.model = model;
    this.scope = scope;
    this.cache = cache;
    this.input = input;
    this.output = model.forward(scope, input, cache);
    this.imageTokens = imageTokens;
  }

  static PromptRun of(Model model, int[] reference, List<PixelValues> images) {
    int[] prompt = ImagePlaces.in(reference, images, model.images());
    TensorScope scope = Torch.get().open(Device.cpu());
    ModelCache cache = model.newCache(scope, prompt.length, prompt.length);
    PromptPositions positions = model.locate(prompt, images);
    int imageTokens = 0;
    List<EncoderInput> inputs = new ArrayList<>();
    for (PixelValues image : images) {
      int tokens = model.images().orElseThrow().tokens(image);
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
            LongStream.range(prompt.length - reference.length, prompt.length).toArray(),
            List.of(new StepInput.Segments(1, prompt.length)),
            List.of(),
            List.of());
    return new PromptRun(model, scope, cache, input, imageTokens);
  }

  private static long[] imageRows(Optional<ImageTokens> tokens, int[] prompt) {
    return LongStream.range(0, prompt.length)
        .filter(i -> tokens.isPresent() && tokens.get().tokenId() == prompt[(int) i])
        .toArray();
  }

  /**
   * What the module for multi-token prediction drafts after each token but the last. A prompt does
   * not begin with an image token.
   */
  long[] drafts() {
    int rows = input.tokens().length - 1;
    int axes = input.positions().length / input.tokens().length;
    long[] positions = new long[axes * rows];
    for (int axis = 0; axis < axes; axis++) {
      System.arraycopy(input.positions(), axis * (rows + 1), positions, axis * rows, rows);
    }
    long[] all = LongStream.range(0, rows).toArray();
    // A row takes the embedding of the token that follows, and so of the image that follows.
    long[] imageRows = LongStream.of(input.imageRows()).map(row -> row - 1).toArray();
    StepInput step =
        new StepInput(
            Arrays.copyOfRange(input.tokens(), 1, rows + 1),
            positions,
            all,
            imageRows,
            input.imageSources(),
            all,
            List.of(new StepInput.Segments(1, rows)),
            List.of(),
            List.of());
    return model
        .draft(scope, new DraftInput(step, output.states(), all, false), cache)
        .tokens()
        .toLongArray();
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
