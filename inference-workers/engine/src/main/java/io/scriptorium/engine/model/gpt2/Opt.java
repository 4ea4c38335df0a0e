package io.scriptorium.engine.model.gpt2;

import io.scriptorium.engine.model.ConfigNode;
import io.scriptorium.engine.model.Model;
import io.scriptorium.engine.model.ModelFamily;
import io.scriptorium.engine.model.ModelSource;
import io.scriptorium.engine.model.TextModel;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** OPT (arXiv 2205.01068), which computes as GPT-2 does under other names. */
public final class Opt implements ModelFamily {
  private static final Pattern LAYER = Pattern.compile("layers\\.(\\d+)\\.(.+)\\.(\\w+)");

  /** Names inside a layer and what they are in GPT-2. */
  private static final Map<String, String> INSIDE_LAYER =
      Map.of(
          "self_attn_layer_norm", "ln_1",
          "self_attn.q_proj", "attn.q_proj",
          "self_attn.k_proj", "attn.k_proj",
          "self_attn.v_proj", "attn.v_proj",
          "self_attn.out_proj", "attn.c_proj",
          "final_layer_norm", "ln_2",
          "fc1", "mlp.c_fc",
          "fc2", "mlp.c_proj");

  private static final Map<String, String> OUTSIDE =
      Map.of(
          "embed_tokens.weight", "wte.weight",
          "embed_positions.weight", "wpe.weight",
          "final_layer_norm.weight", "ln_f.weight",
          "final_layer_norm.bias", "ln_f.bias");

  /** Rows of positions before the first token's. */
  private static final int FIRST_POSITION = 2;

  @Override
  public Set<String> modelTypes() {
    return Set.of("opt");
  }

  @Override
  public Model load(ModelSource source) {
    Gpt2Config config = config(source.config());
    return source.assemble(
        Opt::canonicalName,
        config.weights(),
        (scope, checkpoint, numerics) ->
            new TextModel(
                scope, Gpt2.language(scope, config, checkpoint, numerics), config::locate));
  }

  /**
   * Reads a configuration. What it leaves out is as in the reference.
   *
   * @throws io.scriptorium.engine.torch.CheckpointException if it makes no sense or asks for what
   *     is not built
   */
  public static Gpt2Config config(ConfigNode opt) {
    opt.only("do_layer_norm_before", true);
    opt.only("enable_bias", true);
    opt.only("layer_norm_elementwise_affine", true);
    opt.only("_remove_final_layer_norm", false);
    opt.only("activation_function", "relu");
    int hidden = opt.positive("hidden_size", 768);
    int heads = opt.positive("num_attention_heads", 12);
    opt.requireShared("hidden_size", hidden, heads);
    if (opt.positive("word_embed_proj_dim", hidden) != hidden) {
      throw opt.unsupported("word_embed_proj_dim", String.valueOf(hidden));
    }
    return new Gpt2Config(
        opt.positive("vocab_size", 50_272),
        opt.positive("max_position_embeddings", 2048),
        hidden,
        opt.positive("num_hidden_layers", 12),
        heads,
        opt.positive("ffn_dim", 3072),
        1e-5,
        Gpt2Config.Activation.RELU,
        false,
        opt.flag("tie_word_embeddings", true),
        FIRST_POSITION,
        true);
  }

  /** From a stored name to the one that GPT-2 has. */
  public static String canonicalName(String stored) {
    String name = stored.startsWith("model.") ? stored.substring("model.".length()) : stored;
    String decoder = "decoder.";
    if (!name.startsWith(decoder)) {
      return stored;
    }
    String inner = name.substring(decoder.length());
    Matcher layer = LAYER.matcher(inner);
    return layer.matches() && INSIDE_LAYER.containsKey(layer.group(2))
        ? "h.%s.%s.%s".formatted(layer.group(1), INSIDE_LAYER.get(layer.group(2)), layer.group(3))
        : OUTSIDE.getOrDefault(inner, stored);
  }
}
