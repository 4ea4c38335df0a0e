package io.scriptorium.engine.model.qwen1;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.scriptorium.engine.PixelValues;
import io.scriptorium.engine.model.BadPromptException;
import io.scriptorium.engine.model.EncoderInput;
import io.scriptorium.engine.model.ImageEncoder;
import io.scriptorium.engine.model.LanguageProgram;
import io.scriptorium.engine.model.ModelCache;
import io.scriptorium.engine.model.NativeBuffers;
import io.scriptorium.engine.model.Numerics;
import io.scriptorium.engine.torch.Checkpoint;
import io.scriptorium.engine.torch.TensorScope;
import io.scriptorium.engine.torch.TorchCall;
import io.scriptorium.engine.torch.TorchProgram;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Qwen-VL's vision tower and its resampler: the program {@code qwen_visual.py} with its weights.
 */
final class VisualEncoder implements ImageEncoder {
  private final VisualConfig config;
  private final TorchProgram program;

  private VisualEncoder(VisualConfig config, TorchProgram program) {
    this.config = config;
    this.program = program;
  }

  static VisualEncoder load(
      TensorScope scope, VisualConfig config, Checkpoint checkpoint, Numerics numerics) {
    LanguageProgram.Weights weights =
        new LanguageProgram.Weights(checkpoint, config.weights().keySet(), numerics);
    return new VisualEncoder(config, LanguageProgram.bound(scope, config.program(), weights));
  }

  @Override
  public void check(PixelValues image) {
    int grid = config.grid();
    if (image.gridT() != 1
        || image.gridH() != grid
        || image.gridW() != grid
        || image.valuesPerPatch() != config.patchValues()) {
      throw new BadPromptException(
          "An image has %d x %d x %d patches of %d values, not 1 x %d x %d of %d"
              .formatted(
                  image.gridT(),
                  image.gridH(),
                  image.gridW(),
                  image.valuesPerPatch(),
                  grid,
                  grid,
                  config.patchValues()));
    }
  }

  @Override
  public void encode(TensorScope scope, List<EncoderInput> images, ModelCache cache) {
    List<PixelValues> pixels = images.stream().map(EncoderInput::pixels).toList();
    int rows = pixels.stream().mapToInt(PixelValues::patches).sum();
    long[] targets =
        images.stream().flatMapToInt(image -> IntStream.of(image.rows())).asLongStream().toArray();
    try (TensorScope inputs = scope.open();
        TorchCall call = program.call("encode")) {
      Shape shape = new Shape(rows, config.patchValues());
      call.with(inputs.wrap(NativeBuffers.floats(pixels), DataType.FLOAT32, shape))
          .with(NativeBuffers.concatenate(inputs, List.of(targets)))
          .with(cache.imageRows())
          .run();
    }
  }

  @Override
  public void close() {
    program.close();
  }
}
