package io.scriptorium.engine.model.qwen;

import io.scriptorium.engine.model.LanguageProgram;
import io.scriptorium.engine.model.Model;
import io.scriptorium.engine.model.ModelFamily;
import io.scriptorium.engine.model.ModelShape;
import io.scriptorium.engine.model.ModelSource;
import io.scriptorium.engine.model.Numerics;
import io.scriptorium.engine.model.TextModel;
import io.scriptorium.engine.torch.Checkpoint;
import io.scriptorium.engine.torch.TensorScope;
import io.scriptorium.engine.torch.TorchArchive;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Qwen2 and Qwen2.5 text models (arXiv 2407.10671), and Llama (arXiv 2307.09288), whose shape is
 * the same without biases; DeepSeek V1 and R1's distillations among them.
 */
public final class Qwen2 implements ModelFamily {
  @Override
  public Set<String> modelTypes() {
    return Set.of("llama", "qwen2");
  }

  @Override
  public Model load(ModelSource source) {
    Qwen2Config config = Qwen2Config.of(source.config());
    if (config.usesMrope()) {
      throw source.config().refused("a text model has no mrope_section");
    }
    return source.assemble(
        UnaryOperator.identity(),
        config.weights(),
        (scope, checkpoint, numerics) ->
            new TextModel(
                scope, language(scope, config, checkpoint, numerics), config.rotary()::locate));
  }

  /** Starts the program {@code qwen2.py}. */
  public static LanguageProgram language(
      TensorScope scope, Qwen2Config config, Checkpoint checkpoint, Numerics numerics) {
    TorchArchive archive =
        new TorchArchive()
            .program(Qwen2.class, "qwen2.py")
            .set("layers", config.numHiddenLayers())
            .set("mtp", config.numNextnPredictLayers())
            .set("heads", config.numAttentionHeads())
            .set("kv_heads", config.numKeyValueHeads())
            .set("head_dim", config.headDim())
            .set("eps", config.rmsNormEps())
            .set("tied", config.tieWordEmbeddings())
            .set("window", config.slidingWindow().tokens())
            .set("windowed", config.slidingWindow().layers())
            .set("axes", config.axes())
            .emptyLists("embed", "head", "axis_index", "frequencies", "qkv_weight", "qkv_bias")
            .emptyLists("o_weight", "gate_weight", "up_weight", "down_weight")
            .emptyLists("norm", "eh_weight", "mtp_norm", "mtp_head");
    return LanguageProgram.load(
        scope,
        config.rotary().into(archive),
        new LanguageProgram.Sizes(
            shape(config, numerics), config.cachedLayers(), config.numNextnPredictLayers() > 0),
        new LanguageProgram.Weights(checkpoint, config.weights().keySet(), numerics));
  }

  private static ModelShape shape(Qwen2Config config, Numerics numerics) {
    long values = 2L * config.numKeyValueHeads() * config.headDim() * config.cachedLayers();
    return new ModelShape(
        config.vocabSize(),
        config.rotary().maxPositions(),
        values * numerics.attention().bytes(),
        config.positionAxes(),
        numerics.projections());
  }
}
