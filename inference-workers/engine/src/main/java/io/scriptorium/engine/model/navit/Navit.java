package io.scriptorium.engine.model.navit;

import ai.djl.ndarray.types.Shape;
import io.scriptorium.engine.model.ConfigNode;
import io.scriptorium.engine.model.EmbeddingFamily;
import io.scriptorium.engine.model.EmbeddingModel;
import io.scriptorium.engine.model.LanguageProgram;
import io.scriptorium.engine.model.ModelSource;
import io.scriptorium.engine.model.Numerics;
import io.scriptorium.engine.torch.TorchArchive;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * NaViT (arXiv 2307.06304), with weights and configuration named as in the checkpoints of
 * vit-pytorch.
 */
public final class Navit implements EmbeddingFamily {
  @Override
  public Set<String> modelTypes() {
    return Set.of("navit");
  }

  @Override
  public EmbeddingModel load(ModelSource source) {
    NavitConfig config = NavitConfig.of(source.config());
    Map<String, Shape> weights = config.weights();
    return source.assemble(
        UnaryOperator.identity(),
        weights,
        (scope, checkpoint, numerics) -> {
          TorchArchive archive =
              new TorchArchive()
                  .program(Navit.class, "navit.py")
                  .functions("encoder", ConfigNode.class, "encoder.py")
                  .set("depth", config.depth())
                  .set("heads", config.heads())
                  .emptyLists("patch_norms", "patch", "patch_bias", "positions", "blocks", "norm")
                  .emptyLists("pool_query", "pool_residual", "pool_key_scale", "pool", "head_norm")
                  .emptyLists("head");
          Numerics ofEncoder = numerics.ofVision();
          LanguageProgram.Weights bound =
              new LanguageProgram.Weights(checkpoint, weights.keySet(), ofEncoder);
          return new NavitModel(
              scope, config, LanguageProgram.bound(scope, archive, bound), ofEncoder.projections());
        });
  }
}
