package io.scriptorium.engine.model.gpt2;

import io.scriptorium.engine.model.ConfigNode;
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

/** GPT-2 (Radford et al., Language Models are Unsupervised Multitask Learners, 2019). */
public final class Gpt2 implements ModelFamily {
  private static final String PREFIX = "transformer.";

  @Override
  public Set<String> modelTypes() {
    return Set.of("gpt2");
  }

  @Override
  public Model load(ModelSource source) {
    Gpt2Config config = Gpt2Config.of(source.config());
    return source.assemble(
        Gpt2::canonicalName,
        config.weights(),
        (scope, checkpoint, numerics) ->
            new TextModel(scope, language(scope, config, checkpoint, numerics), config::locate));
  }

  /** Checkpoints of the model without its head have no prefix. */
  private static String canonicalName(String stored) {
    return stored.startsWith(PREFIX) ? stored.substring(PREFIX.length()) : stored;
  }

  /** Starts the program {@code gpt2.py}. */
  public static LanguageProgram language(
      TensorScope scope, Gpt2Config config, Checkpoint checkpoint, Numerics numerics) {
    TorchArchive archive =
        new TorchArchive()
            .program(Gpt2.class, "gpt2.py")
            .set("layers", config.nLayer())
            .set("heads", config.nHead())
            .set("head_dim", config.headDim())
            .set("eps", config.layerNormEpsilon())
            .set("activation", config.activation().number)
            .functions("encoder", ConfigNode.class, "encoder.py")
            .set("apart", config.apart())
            .set("tied", config.tieWordEmbeddings())
            .set("inverse_layers", config.scaleAttnByInverseLayerIdx())
            .emptyLists("embed", "positions", "head", "norm", "norms", "qkv_weight", "qkv_bias")
            .emptyLists("o_weight", "o_bias", "up_weight", "up_bias", "down_weight", "down_bias");
    long values = 2L * config.nEmbd() * config.nLayer();
    ModelShape shape =
        new ModelShape(
            config.vocabSize(),
            config.nPositions(),
            values * numerics.attention().bytes(),
            1,
            numerics.projections());
    return LanguageProgram.load(
        scope,
        archive,
        new LanguageProgram.Sizes(shape, config.nLayer(), false),
        new LanguageProgram.Weights(checkpoint, config.weights().keySet(), numerics));
  }
}
