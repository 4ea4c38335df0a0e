package io.scriptorium.engine.model.blip2;

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
import io.scriptorium.engine.torch.TorchCall;
import io.scriptorium.engine.torch.TorchProgram;
import java.util.Comparator;
import java.util.List;

/** An image encoder with its Q-Former: the program {@code qformer.py} with its weights. */
final class QFormerEncoder implements ImageEncoder {
  private final QFormerConfig config;
  private final TorchProgram program;

  private QFormerEncoder(QFormerConfig config, TorchProgram program) {
    this.config = config;
    this.program = program;
  }

  static QFormerEncoder load(
      TensorScope scope, QFormerConfig config, Checkpoint checkpoint, Numerics numerics) {
    LanguageProgram.Weights weights =
        new LanguageProgram.Weights(checkpoint, config.weights().keySet(), numerics);
    return new QFormerEncoder(config, LanguageProgram.bound(scope, config.program(), weights));
  }

  @Override
  public void check(PixelValues image) {
    config.check(image);
  }

  @Override
  public void encode(TensorScope scope, List<EncoderInput> images, ModelCache cache) {
    // Instructions of equal length go through attention together.
    List<EncoderInput> ordered =
        images.stream()
            .sorted(Comparator.comparingInt(image -> image.pixels().instruction().size()))
            .toList();
    List<PixelValues> pixels = ordered.stream().map(EncoderInput::pixels).toList();
    QFormerRows rows = new QFormerRows(ordered, config.queries());
    int patches = pixels.stream().mapToInt(PixelValues::patches).sum();
    Shape shape = new Shape(patches, pixels.get(0).valuesPerPatch());
    try (TensorScope inputs = scope.open();
        TorchCall call = program.call("encode")) {
      call.with(inputs.wrap(NativeBuffers.floats(pixels), DataType.FLOAT32, shape))
          .with(NativeBuffers.concatenate(inputs, rows.numbers()))
          .with(rows.numbers().stream().mapToLong(part -> part.length).toArray())
          .with(rows.segments())
          .with(cache.imageRows())
          .run();
    }
  }

  @Override
  public void close() {
    program.close();
  }
}
