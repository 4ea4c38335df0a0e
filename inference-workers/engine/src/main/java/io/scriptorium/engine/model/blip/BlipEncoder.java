package io.scriptorium.engine.model.blip;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.scriptorium.engine.PixelValues;
import io.scriptorium.engine.model.EncoderInput;
import io.scriptorium.engine.model.ImageEncoder;
import io.scriptorium.engine.model.LanguageProgram;
import io.scriptorium.engine.model.ModelCache;
import io.scriptorium.engine.model.NativeBuffers;
import io.scriptorium.engine.model.Numerics;
import io.scriptorium.engine.torch.Checkpoint;
import io.scriptorium.engine.torch.TensorScope;
import io.scriptorium.engine.torch.TorchArchive;
import io.scriptorium.engine.torch.TorchCall;
import io.scriptorium.engine.torch.TorchProgram;
import java.util.List;
import java.util.stream.IntStream;

/** BLIP's image encoder: the program {@code blip_vision.py} with its weights. */
final class BlipEncoder implements ImageEncoder {
  private final BlipVisionConfig config;
  private final TorchProgram program;

  private BlipEncoder(BlipVisionConfig config, TorchProgram program) {
    this.config = config;
    this.program = program;
  }

  static BlipEncoder load(
      TensorScope scope, BlipVisionConfig config, Checkpoint checkpoint, Numerics numerics) {
    TorchArchive archive =
        config.into(new TorchArchive().program(BlipEncoder.class, "blip_vision.py"));
    LanguageProgram.Weights weights =
        new LanguageProgram.Weights(checkpoint, config.weights().keySet(), numerics);
    return new BlipEncoder(config, LanguageProgram.bound(scope, archive, weights));
  }

  @Override
  public void check(PixelValues image) {
    config.check(image);
  }

  @Override
  public void encode(TensorScope scope, List<EncoderInput> images, ModelCache cache) {
    List<PixelValues> pixels = images.stream().map(EncoderInput::pixels).toList();
    int rows = pixels.stream().mapToInt(PixelValues::patches).sum();
    Shape shape = new Shape(rows, pixels.get(0).valuesPerPatch());
    long[] targets =
        images.stream().flatMapToInt(image -> IntStream.of(image.rows())).asLongStream().toArray();
    try (TensorScope inputs = scope.open();
        TorchCall call = program.call("encode")) {
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
