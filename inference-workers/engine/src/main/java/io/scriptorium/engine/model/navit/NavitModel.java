package io.scriptorium.engine.model.navit;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.scriptorium.engine.PixelValues;
import io.scriptorium.engine.model.ComputeType;
import io.scriptorium.engine.model.ImageClassifier;
import io.scriptorium.engine.model.NativeBuffers;
import io.scriptorium.engine.model.TokenDropping;
import io.scriptorium.engine.torch.TensorScope;
import io.scriptorium.engine.torch.TorchCall;
import io.scriptorium.engine.torch.TorchProgram;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** A loaded NaViT: the program {@code navit.py} with its weights. */
final class NavitModel implements ImageClassifier {
  /** Enough for full use of the processor, few enough for its memory. */
  private static final int TOKENS_PER_PACK = 4096;

  private final TensorScope scope;
  private final NavitConfig config;
  private final TorchProgram program;
  private final ComputeType numbers;

  NavitModel(TensorScope scope, NavitConfig config, TorchProgram program, ComputeType numbers) {
    this.scope = scope;
    this.config = config;
    this.program = program;
    this.numbers = numbers;
  }

  /**
   * What the program answers to an image.
   *
   * @param embedding its pooled state, of unit length
   */
  @SuppressWarnings("ArrayRecordComponent")
  private record Answer(float[] embedding, float[] logits) {}

  @Override
  public int patchSize() {
    return config.patchSize();
  }

  @Override
  public ComputeType numbers() {
    return numbers;
  }

  @Override
  public List<String> classes() {
    return config.classes();
  }

  @Override
  public List<float[]> embedImages(List<PixelValues> images) {
    return answers(images, TokenDropping.OFF).stream().map(Answer::embedding).toList();
  }

  @Override
  public List<float[]> logits(List<PixelValues> images, TokenDropping dropping) {
    return answers(images, dropping).stream().map(Answer::logits).toList();
  }

  private List<Answer> answers(List<PixelValues> images, TokenDropping dropping) {
    images.forEach(config::check);
    List<PackedImage> packed =
        IntStream.range(0, images.size())
            .mapToObj(i -> new PackedImage(i, images.get(i), dropping.kept(images.get(i))))
            .toList();
    Answer[] answers = new Answer[images.size()];
    for (ImagePack pack : ImagePack.spread(packed, TOKENS_PER_PACK)) {
      List<Answer> ofPack = run(pack);
      for (int i = 0; i < ofPack.size(); i++) {
        answers[pack.images().get(i).index()] = ofPack.get(i);
      }
    }
    return List.of(answers);
  }

  private List<Answer> run(ImagePack pack) {
    try (TensorScope inputs = scope.open();
        TorchCall call = program.call("classify")) {
      Shape shape = new Shape(pack.rows(), pack.valuesPerPatch());
      List<NDArray> output =
          call.with(inputs.wrap(pack.patches(), DataType.FLOAT32, shape))
              .with(NativeBuffers.concatenate(inputs, List.of(pack.positions(config))))
              .with(pack.segments())
              .runForList(inputs);
      List<float[]> embeddings = rows(output.get(0));
      List<float[]> logits = rows(output.get(1));
      List<Answer> answers = new ArrayList<>();
      for (int i = 0; i < embeddings.size(); i++) {
        answers.add(new Answer(embeddings.get(i), logits.get(i)));
      }
      return answers;
    }
  }

  private static List<float[]> rows(NDArray matrix) {
    float[] values = matrix.toFloatArray();
    int width = Math.toIntExact(matrix.getShape().get(1));
    return IntStream.range(0, values.length / width)
        .mapToObj(row -> Arrays.copyOfRange(values, row * width, (row + 1) * width))
        .toList();
  }

  @Override
  public void close() {
    program.close();
    scope.close();
  }
}
