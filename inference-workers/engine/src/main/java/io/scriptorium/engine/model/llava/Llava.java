package io.scriptorium.engine.model.llava;

import ai.djl.ndarray.types.Shape;
import io.scriptorium.engine.model.ImageTokens;
import io.scriptorium.engine.model.Model;
import io.scriptorium.engine.model.ModelFamily;
import io.scriptorium.engine.model.ModelSource;
import io.scriptorium.engine.model.VisionLanguageModel;
import io.scriptorium.engine.model.qwen.Qwen2;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * LLaVA 1.5 (arXiv 2310.03744) and LLaVA-NeXT: CLIP's image encoder, a projection of two layers,
 * and a language model of Llama's shape.
 */
public final class Llava implements ModelFamily {
  @Override
  public Set<String> modelTypes() {
    return Set.of("llava", LlavaConfig.NEXT);
  }

  @Override
  public Model load(ModelSource source) {
    LlavaConfig config = LlavaConfig.of(source.config());
    FeatureOrder order = config.order();
    ImageTokens images =
        new ImageTokens(
            config.imageToken(), config.vision().patchSize(), image -> order.patches(image).length);
    Map<String, Shape> weights = new LinkedHashMap<>(config.text().weights());
    weights.putAll(config.visionWeights());
    return source.assemble(
        Llava::canonicalName,
        weights,
        (scope, checkpoint, numerics) ->
            new VisionLanguageModel(
                scope,
                new VisionLanguageModel.Parts(
                    images,
                    LlavaEncoder.load(scope, config, checkpoint, numerics.ofVision()),
                    Qwen2.language(scope, config.text(), checkpoint, numerics),
                    (prompt, pixels) -> config.text().rotary().locate(prompt.length))));
  }

  /**
   * Published checkpoints put {@code language_model.} before the language model's own names; later
   * ones put {@code model.} before all parts, and leave it and {@code vision_model.} out inside.
   */
  static String canonicalName(String stored) {
    String name = stored.startsWith("model.") ? stored.substring("model.".length()) : stored;
    String language = "language_model.";
    if (name.startsWith(language)) {
      String inner = name.substring(language.length());
      return inner.startsWith("model.") || inner.startsWith("lm_head.") ? inner : "model." + inner;
    }
    String tower = "vision_tower.";
    if (name.startsWith(tower)) {
      String inner = name.substring(tower.length());
      return inner.startsWith("vision_model.") ? inner : "vision_model." + inner;
    }
    return name;
  }
}
