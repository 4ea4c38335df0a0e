package io.scriptorium.engine.model.clip;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.scriptorium.engine.PixelValues;
import io.scriptorium.engine.model.ComputeType;
import io.scriptorium.engine.model.ImageTextModel;
import io.scriptorium.engine.model.NativeBuffers;
import io.scriptorium.engine.torch.TensorScope;
import io.scriptorium.engine.torch.TorchCall;
import io.scriptorium.engine.torch.TorchProgram;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** A loaded CLIP: the program {@code clip.py} with its weights. */
final class ClipModel implements ImageTextModel {
  private final TensorScope scope;
  private final ClipVisionConfig vision;
  private final ClipTextConfig text;
  private final TorchProgram program;
  private final Sizes sizes;
  private final double scale;

  /**
   * What is to be known of a CLIP beside its encoders.
   *
   * @param embedding numbers of an embedding
   * @param numbers what it computes with
   */
  record Sizes(int embedding, ComputeType numbers) {}

  ClipModel(
      TensorScope scope,
      ClipVisionConfig vision,
      ClipTextConfig text,
      TorchProgram program,
      Sizes sizes) {
    this.scope = scope;
    this.vision = vision;
    this.text = text;
    this.program = program;
    this.sizes = sizes;
    try (TensorScope call = scope.open();
        TorchCall read = program.call("scale")) {
      this.scale = read.run(call).toFloatArray()[0];
    }
  }

  @Override
  public int patchSize() {
    return vision.patchSize();
  }

  @Override
  public ComputeType numbers() {
    return sizes.numbers;
  }

  @Override
  public double logit(float[] image, float[] text) {
    double cosine = 0;
    for (int i = 0; i < sizes.embedding; i++) {
      cosine += (double) image[i] * text[i];
    }
    return scale * cosine;
  }

  @Override
  public List<float[]> embedImages(List<PixelValues> images) {
    if (images.isEmpty()) {
      return List.of();
    }
    images.forEach(vision::check);
    int rows = images.stream().mapToInt(PixelValues::patches).sum();
    Shape shape = new Shape(rows, images.get(0).valuesPerPatch());
    try (TensorScope inputs = scope.open();
        TorchCall call = program.call("embed_images")) {
      call.with(inputs.wrap(NativeBuffers.floats(images), DataType.FLOAT32, shape));
      return rows(call.run(inputs));
    }
  }

  @Override
  public List<float[]> embedTexts(List<int[]> texts) {
    if (texts.isEmpty()) {
      return List.of();
    }
    List<int[]> read = texts.stream().map(text::upToEnd).toList();
    List<long[]> numbers = new ArrayList<>();
    read.forEach(tokens -> numbers.add(Arrays.stream(tokens).asLongStream().toArray()));
    read.forEach(tokens -> numbers.add(LongStream.range(0, tokens.length).toArray()));
    int[] lengths = read.stream().mapToInt(tokens -> tokens.length).toArray();
    long[] last = Arrays.stream(lengths).asLongStream().toArray();
    Arrays.parallelPrefix(last, Long::sum);
    numbers.add(LongStream.of(last).map(end -> end - 1).toArray());
    try (TensorScope inputs = scope.open();
        TorchCall call = program.call("embed_texts")) {
      call.with(NativeBuffers.concatenate(inputs, numbers))
          .with(
              IntStream.of(lengths)
                  .flatMap(length -> IntStream.of(1, length))
                  .asLongStream()
                  .toArray());
      return rows(call.run(inputs));
    }
  }

  private List<float[]> rows(NDArray embeddings) {
    float[] values = embeddings.toFloatArray();
    int size = sizes.embedding;
    return IntStream.range(0, values.length / size)
        .mapToObj(row -> Arrays.copyOfRange(values, row * size, (row + 1) * size))
        .toList();
  }

  @Override
  public void close() {
    program.close();
    scope.close();
  }
}
