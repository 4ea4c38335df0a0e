package io.scriptorium.engine.model.qwen;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.scriptorium.engine.model.EncoderInput;
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

/** Qwen2.5-VL's vision tower: the program {@code qwen2_5_vision.py} with its weights. */
final class Qwen25VisionTower implements AutoCloseable {
  private final Qwen25VisionConfig config;
  private final TorchProgram program;

  private Qwen25VisionTower(Qwen25VisionConfig config, TorchProgram program) {
    this.config = config;
    this.program = program;
  }

  static Qwen25VisionTower load(
      TensorScope scope, Qwen25VisionConfig config, Checkpoint checkpoint, Numerics numerics) {
    TorchArchive archive =
        new TorchArchive()
            .program(Qwen25VisionTower.class, "qwen2_5_vision.py")
            .set("depth", config.depth())
            .set("heads", config.numHeads())
            .set("merge_unit", config.mergeUnit())
            .set("full_blocks", config.fullattBlockIndexes())
            .emptyLists("patch_weight", "frequencies", "qkv_weight", "qkv_bias", "proj_weight")
            .emptyLists("proj_bias", "gate_weight", "gate_bias", "up_weight", "up_bias")
            .emptyLists("down_weight", "down_bias")
            .emptyLists("merger_weight", "merger_bias");
    LanguageProgram.Weights weights =
        new LanguageProgram.Weights(checkpoint, config.weights().keySet(), numerics);
    return new Qwen25VisionTower(config, LanguageProgram.bound(scope, archive, weights));
  }

  /** Encodes images; gray ones and coloured ones go in packs of their own. */
  void encode(TensorScope scope, List<EncoderInput> images, ModelCache cache) {
    Map<Integer, List<EncoderInput>> bySort =
        images.stream().collect(Collectors.groupingBy(image -> image.pixels().valuesPerPatch()));
    bySort.values().forEach(pack -> encodePack(scope, VisionPack.of(config, pack), cache));
  }

  private void encodePack(TensorScope scope, VisionPack pack, ModelCache cache) {
    try (TensorScope inputs = scope.open();
        TorchCall call = program.call("encode")) {
      Shape shape = new Shape(pack.rows(), pack.valuesPerPatch());
      call.with(inputs.wrap(pack.patches(), DataType.FLOAT32, shape))
          .with(pack.valuesPerPatch() == config.grayPatchValues())
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
