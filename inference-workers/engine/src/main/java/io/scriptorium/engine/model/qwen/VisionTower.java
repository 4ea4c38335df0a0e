package io.scriptorium.engine.model.qwen;

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
import io.scriptorium.engine.torch.TorchArchive;
import io.scriptorium.engine.torch.TorchCall;
import io.scriptorium.engine.torch.TorchProgram;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A vision tower of Qwen2-VL or Qwen2.5-VL: its program with its weights. */
final class VisionTower implements ImageEncoder {
  private final VisionConfig config;
  private final TorchProgram program;

  private VisionTower(VisionConfig config, TorchProgram program) {
    this.config = config;
    this.program = program;
  }

  static VisionTower load(
      TensorScope scope, VisionConfig config, Checkpoint checkpoint, Numerics numerics) {
    TorchArchive archive = config.program().functions("vision", VisionTower.class, "vision.py");
    LanguageProgram.Weights weights =
        new LanguageProgram.Weights(checkpoint, config.weights().keySet(), numerics);
    return new VisionTower(config, LanguageProgram.bound(scope, archive, weights));
  }

  @Override
  public void check(PixelValues image) {
    PatchLayout patches = config.patches();
    int merge = patches.mergeSize();
    if (image.gridH() % merge != 0 || image.gridW() % merge != 0) {
      throw new BadPromptException(
          "An image of %d x %d patches cannot be merged by %d"
              .formatted(image.gridH(), image.gridW(), merge));
    }
    if (image.valuesPerPatch() != patches.values()
        && image.valuesPerPatch() != patches.grayValues()) {
      throw new BadPromptException(
          "An image has %d values in a patch, not %d or, gray, %d"
              .formatted(image.valuesPerPatch(), patches.values(), patches.grayValues()));
    }
  }

  /** Encodes images; gray ones and coloured ones go in packs of their own. */
  @Override
  public void encode(TensorScope scope, List<EncoderInput> images, ModelCache cache) {
    Map<Integer, List<EncoderInput>> bySort =
        images.stream().collect(Collectors.groupingBy(image -> image.pixels().valuesPerPatch()));
    bySort.values().forEach(pack -> encodePack(scope, VisionPack.of(config, pack), cache));
  }

  private void encodePack(TensorScope scope, VisionPack pack, ModelCache cache) {
    try (TensorScope inputs = scope.open();
        TorchCall call = program.call("encode")) {
      Shape shape = new Shape(pack.rows(), pack.valuesPerPatch());
      call.with(inputs.wrap(pack.patches(), DataType.FLOAT32, shape))
          .with(pack.valuesPerPatch() == config.patches().grayValues())
          .with(NativeBuffers.concatenate(inputs, pack.numbers()))
          .with(pack.frames().toArray())
          .with(pack.windows().toArray())
          .with(cache.imageRows())
          .run();
    }
  }

  @Override
  public void close() {
    program.close();
  }
}
