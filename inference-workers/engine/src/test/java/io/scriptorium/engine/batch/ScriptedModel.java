package io.scriptorium.engine.batch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.scriptorium.engine.PixelValues;
import io.scriptorium.engine.model.ComputeType;
import io.scriptorium.engine.model.EncoderInput;
import io.scriptorium.engine.model.ImageTokens;
import io.scriptorium.engine.model.Model;
import io.scriptorium.engine.model.ModelCache;
import io.scriptorium.engine.model.ModelShape;
import io.scriptorium.engine.model.PromptPositions;
import io.scriptorium.engine.model.StepInput;
import io.scriptorium.engine.model.StepOutput;
import io.scriptorium.engine.torch.TensorScope;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Answers every prompt of one token with the same tokens, whatever they say; after them with the
 * last one again.
 */
final class ScriptedModel implements Model {
  static final int VOCABULARY = 512;

  private final int[] script;

  ScriptedModel(int... script) {
    this.script = script;
  }

  @Override
  public ModelShape shape() {
    return new ModelShape(VOCABULARY, 4096, Float.BYTES, 1, ComputeType.FLOAT32);
  }

  @Override
  public Optional<ImageTokens> images() {
    return Optional.empty();
  }

  @Override
  public PromptPositions locate(int[] prompt, List<PixelValues> images) {
    return new PromptPositions(
        new int[][] {IntStream.range(0, prompt.length).toArray()}, prompt.length);
  }

  @Override
  public ModelCache newCache(TensorScope scope, int slots, int imageRows) {
    return new ModelCache(List.of(), scope.zeros(DataType.FLOAT32, new Shape(1, 1)));
  }

  @Override
  public void encode(TensorScope scope, List<EncoderInput> images, ModelCache cache) {
    throw new IllegalStateException("The model takes no images");
  }

  @Override
  public StepOutput forward(TensorScope scope, StepInput input, ModelCache cache) {
    int samples = input.sampleRows().length;
    ByteBuffer tokens = buffer(samples * Long.BYTES);
    ByteBuffer logProbabilities = buffer(samples * Float.BYTES);
    ByteBuffer logits = buffer(samples * VOCABULARY * Float.BYTES);
    for (int i = 0; i < samples; i++) {
      long position = input.positions()[(int) input.sampleRows()[i]];
      int token = script[(int) Math.min(position, script.length - 1)];
      tokens.putLong(token);
      logProbabilities.putFloat(-1);
      logits.putFloat((i * VOCABULARY + token) * Float.BYTES, 9);
    }
    NDArray states = scope.zeros(DataType.FLOAT32, new Shape(input.tokens().length, 1));
    return new StepOutput(
        scope.wrap(tokens.clear(), DataType.INT64, new Shape(samples)),
        scope.wrap(logProbabilities.clear(), DataType.FLOAT32, new Shape(samples)),
        scope.wrap(logits.clear(), DataType.FLOAT32, new Shape(samples, VOCABULARY)),
        states);
  }

  private static ByteBuffer buffer(int bytes) {
    return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
  }

  @Override
  public void copy(long[] from, long[] to, ModelCache cache) {}

  @Override
  public void close() {}
}
