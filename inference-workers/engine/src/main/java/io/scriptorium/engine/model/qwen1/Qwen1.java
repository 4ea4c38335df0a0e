package io.scriptorium.engine.model.qwen1;

import ai.djl.ndarray.types.Shape;
import io.scriptorium.engine.model.ConfigNode;
import io.scriptorium.engine.model.Model;
import io.scriptorium.engine.model.ModelFamily;
import io.scriptorium.engine.model.ModelSource;
import io.scriptorium.engine.model.TextModel;
import io.scriptorium.engine.model.VisionLanguageModel;
import io.scriptorium.engine.model.qwen.Qwen2;
import io.scriptorium.engine.model.qwen.Qwen2Config;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Qwen (arXiv 2309.16609) and Qwen-VL (arXiv 2308.12966). The language model computes as Qwen2 does
 * under other names.
 */
public final class Qwen1 implements ModelFamily {
  private static final Pattern LAYER = Pattern.compile("transformer\\.h\\.(\\d+)\\.(.+)\\.(\\w+)");

  /** Older names inside a layer and what they became. The first of the two ups is not activated. */
  private static final Map<String, String> INSIDE_LAYER =
      Map.of(
          "ln_1", "input_layernorm",
          "attn.c_attn", "self_attn.qkv_proj",
          "attn.c_proj", "self_attn.o_proj",
          "ln_2", "post_attention_layernorm",
          "mlp.w1", "mlp.up_proj",
          "mlp.w2", "mlp.gate_proj",
          "mlp.c_proj", "mlp.down_proj");

  private static final Map<String, String> OUTSIDE =
      Map.of(
          "transformer.wte.weight", "model.embed_tokens.weight",
          "transformer.ln_f.weight", "model.norm.weight");

  @Override
  public Set<String> modelTypes() {
    return Set.of("qwen");
  }

  @Override
  public Model load(ModelSource source) {
    ConfigNode root = source.config();
    Qwen2Config text = Qwen2Config.of(LaterNames.of(root)).withJoinedProjections();
    return root.has("visual")
        ? withImages(source, text, VisualConfig.of(root))
        : source.assemble(
            Qwen1::canonicalName,
            text.weights(),
            (scope, checkpoint, numerics) ->
                new TextModel(
                    scope,
                    Qwen2.language(scope, text, checkpoint, numerics),
                    text.rotary()::locate));
  }

  private static Model withImages(ModelSource source, Qwen2Config text, VisualConfig visual) {
    if (visual.outputDim() != text.hiddenSize()) {
      throw source
          .config()
          .refused(
              "visual.output_dim is %d, hidden_size %d"
                  .formatted(visual.outputDim(), text.hiddenSize()));
    }
    Map<String, Shape> weights = new LinkedHashMap<>(text.weights());
    weights.putAll(visual.weights());
    return source.assemble(
        Qwen1::canonicalName,
        weights,
        (scope, checkpoint, numerics) ->
            new VisionLanguageModel(
                scope,
                new VisionLanguageModel.Parts(
                    visual.tokens(),
                    VisualEncoder.load(scope, visual, checkpoint, numerics.ofVision()),
                    Qwen2.language(scope, text, checkpoint, numerics),
                    (prompt, images) -> text.rotary().locate(prompt.length))));
  }

  static String canonicalName(String stored) {
    Matcher layer = LAYER.matcher(stored);
    if (layer.matches() && INSIDE_LAYER.containsKey(layer.group(2))) {
      return "model.layers.%s.%s.%s"
          .formatted(layer.group(1), INSIDE_LAYER.get(layer.group(2)), layer.group(3));
    }
    String visual = "transformer.visual.";
    return stored.startsWith(visual)
        ? "visual." + stored.substring(visual.length())
        : OUTSIDE.getOrDefault(stored, stored);
  }
}
