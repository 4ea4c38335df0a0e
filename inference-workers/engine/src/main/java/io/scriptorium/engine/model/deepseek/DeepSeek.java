package io.scriptorium.engine.model.deepseek;

import ai.djl.ndarray.types.Shape;
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
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * DeepSeek-V2 (arXiv 2405.04434), DeepSeek-V3 (arXiv 2412.19437) and R1 (arXiv 2501.12948), which
 * has V3's shape.
 */
public final class DeepSeek implements ModelFamily {
  private static final Logger LOG = LoggerFactory.getLogger(DeepSeek.class);

  private static final String V3 = "deepseek_v3";

  /** Of the norms inside of attention, whatever the configuration's. */
  private static final double LATENT_EPS = 1e-6;

  private final OptionalInt expandFrom;

  public DeepSeek() {
    this(OptionalInt.empty());
  }

  private DeepSeek(OptionalInt expandFrom) {
    this.expandFrom = expandFrom;
  }

  /**
   * The family with models that choose another way of attention than they would by themselves, to
   * compare both.
   *
   * @param rows from so many rows of a sequence in a step on, the cached keys and values of all
   *     heads are projected; with fewer rows queries are brought to what the cache holds
   */
  public static DeepSeek expandingFrom(int rows) {
    return new DeepSeek(OptionalInt.of(rows));
  }

  /**
   * Canonical names and shapes of the weights that a checkpoint must have.
   *
   * @throws io.scriptorium.engine.torch.CheckpointException if the configuration is not supported
   */
  public static Map<String, Shape> weights(ConfigNode config) {
    return config(config).weights();
  }

  private static DeepSeekConfig config(ConfigNode config) {
    return DeepSeekConfig.of(config, config.text("model_type", "").equals(V3));
  }

  @Override
  public Set<String> modelTypes() {
    return Set.of("deepseek_v2", V3);
  }

  @Override
  public Model load(ModelSource source) {
    DeepSeekConfig config = stored(source, config(source.config()));
    return source.assemble(
        UnaryOperator.identity(),
        config.weights(),
        (scope, checkpoint, numerics) ->
            new TextModel(
                scope, language(scope, config, checkpoint, numerics), config.rotary()::locate));
  }

  /**
   * The configuration without the module for multi-token prediction where its weights were left out
   * as a whole, as some conversions do. If a part is there, the rest is missing.
   */
  private static DeepSeekConfig stored(ModelSource source, DeepSeekConfig config) {
    if (config.numNextnPredictLayers() == 0 || source.hasWeightsUnder(config.modulePrefix())) {
      return config;
    }
    LOG.warn(
        "{} has no weights of the module for multi-token prediction that its config.json names: the"
            + " model is loaded without it",
        source.folder().path());
    return config.withoutModule();
  }

  private LanguageProgram language(
      TensorScope scope, DeepSeekConfig config, Checkpoint checkpoint, Numerics numerics) {
    Experts experts = config.experts();
    TorchArchive archive =
        new TorchArchive()
            .program(DeepSeek.class, "deepseek.py")
            .set("layers", config.numHiddenLayers())
            .set("mtp", config.numNextnPredictLayers())
            .set("heads", config.numAttentionHeads())
            .set("nope", config.qkNopeHeadDim())
            .set("rope", config.qkRopeHeadDim())
            .set("value", config.vHeadDim())
            .set("rank", config.kvLoraRank())
            .set("expand_from", expandFrom.orElse(config.expandFrom()))
            .set("q_rank", config.qLoraRank())
            .set("scale", config.attentionScale())
            .set("neighbours", config.ropeInterleave())
            .set("eps", config.rmsNormEps())
            .set("latent_eps", LATENT_EPS)
            .set("tied", config.tieWordEmbeddings())
            .set("experts", config.routedExperts())
            .set("shared", config.sharedParts())
            .set("chosen", experts.chosen())
            .set("groups", experts.groups())
            .set("chosen_groups", experts.chosenGroups())
            .set("sigmoid", experts.sigmoid())
            .set("normalized", experts.normalized())
            .set("routed_scale", experts.appliedScale())
            .emptyLists("embed", "head", "frequencies", "down", "query", "expand", "key_up")
            .emptyLists("value_up", "output", "router", "correction", "gate_weight", "up_weight")
            .emptyLists("down_weight", "norm", "eh_weight", "mtp_embed", "mtp_norm", "mtp_head");
    Set<String> names = new LinkedHashSet<>(config.weights().keySet());
    names.addAll(checkpoint.present(config.optionalWeights()));
    return LanguageProgram.load(
        scope,
        config.rotary().into(archive),
        new LanguageProgram.Sizes(
            shape(config, numerics), config.cachedLayers(), config.numNextnPredictLayers() > 0),
        new LanguageProgram.Weights(checkpoint, names, numerics));
  }

  private static ModelShape shape(DeepSeekConfig config, Numerics numerics) {
    long values = (long) config.latentSize() * config.cachedLayers();
    return new ModelShape(
        config.vocabSize(),
        config.rotary().maxPositions(),
        values * numerics.attention().bytes(),
        config.rotary().isDynamic() ? 2 : 1,
        numerics.projections());
  }
}
