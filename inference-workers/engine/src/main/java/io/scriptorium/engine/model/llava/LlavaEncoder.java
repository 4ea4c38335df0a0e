package io.scriptorium.engine.model.llava;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.scriptorium.engine.PixelValues;
import io.scriptorium.engine.model.EncoderInput;
import io.scriptorium.engine.model.ImageEncoder;
import io.scriptorium.engine.model.LanguageProgram;
import io.scriptorium.engine.model.ModelCache;
import io.scriptorium.engine.model.NativeBuffers;
import io.scriptorium.engine.model.Numerics;
import io.scriptorium.engine.model.clip.ClipVisionConfig;
import io.scriptorium.engine.torch.Checkpoint;
import io.scriptorium.engine.torch.TensorScope;
import io.scriptorium.engine.torch.TorchArchive;
import io.scriptorium.engine.torch.TorchCall;
import io.scriptorium.engine.torch.TorchProgram;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** LLaVA's image encoder and projection: the program {@code llava.py} with its weights. */
final class LlavaEncoder implements ImageEncoder {
  private final ClipVisionConfig vision;
  private final FeatureOrder order;
  private final TorchProgram program;

  private LlavaEncoder(ClipVisionConfig vision, FeatureOrder order, TorchProgram program) {
    this.vision = vision;
    this.order = order;
    this.program = program;
  }

  static LlavaEncoder load(
      TensorScope scope, LlavaConfig config, Checkpoint checkpoint, Numerics numerics) {
    TorchArchive archive =
        config
            .vision()
            .into(new TorchArchive().program(LlavaEncoder.class, "llava.py"), config.blocks())
            .emptyLists("projector_weight", "projector_bias", "newline");
    LanguageProgram.Weights weights =
        new LanguageProgram.Weights(checkpoint, config.visionWeights().keySet(), numerics);
    return new LlavaEncoder(
        config.vision(), config.order(), LanguageProgram.bound(scope, archive, weights));
  }

  @Override
  public void check(PixelValues image) {
    vision.check(image);
    order.check(image);
  }

  @Override
  public void encode(TensorScope scope, List<EncoderInput> images, ModelCache cache) {
    List<PixelValues> pixels = images.stream().map(EncoderInput::pixels).toList();
    int rows = pixels.stream().mapToInt(PixelValues::patches).sum();
    long[] targets =
        images.stream().flatMapToInt(image -> IntStream.of(image.rows())).asLongStream().toArray();
    Shape shape = new Shape(rows, pixels.get(0).valuesPerPatch());
    try (TensorScope inputs = scope.open();
        TorchCall call = program.call("encode")) {
      call.with(inputs.wrap(NativeBuffers.floats(pixels), DataType.FLOAT32, shape))
          .with(NativeBuffers.concatenate(inputs, List.of(sources(pixels, rows), targets)))
          .with(cache.imageRows())
          .run();
    }
  }

  /** The feature of each token; the end of a row comes after all features. */
  private long[] sources(List<PixelValues> images, int rows) {
    LongStream.Builder sources = LongStream.builder();
    int first = 0;
    for (PixelValues image : images) {
      for (int patch : order.patches(image)) {
        sources.add(patch == FeatureOrder.NEWLINE ? rows : first + patch);
      }
      first += image.patches();
    }
    return sources.build().toArray();
  }

  @Override
  public void close() {
    program.close();
  }
}
