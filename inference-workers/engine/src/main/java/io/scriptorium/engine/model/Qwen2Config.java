package io.scriptorium.engine.model;

import ai.djl.ndarray.types.Shape;
import io.scriptorium.engine.torch.CheckpointException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The language model's part of a Llama, Qwen2 or Qwen2.5-VL configuration, in the hub's older style
 * (flat, {@code rope_theta}, {@code rope_scaling}) or its newer one ({@code text_config}, {@code
 * rope_parameters}). Fields carry the configuration's names.
 *
 * @param numNextnPredictLayers modules for multi-token prediction after the layers, 0 or 1
 * @param attentionBias whether the projections to queries, keys and values have biases
 * @param mropeSection rotary frequencies on each position axis; one axis without M-RoPE
 */
@SuppressWarnings("ArrayRecordComponent")
record Qwen2Config(
    int vocabSize,
    int hiddenSize,
    int intermediateSize,
    int numHiddenLayers,
    int numNextnPredictLayers,
    int numAttentionHeads,
    int numKeyValueHeads,
    int headDim,
    int maxPositionEmbeddings,
    double rmsNormEps,
    double ropeTheta,
    boolean attentionBias,
    int[] mropeSection,
    boolean tieWordEmbeddings) {

  static Qwen2Config of(ConfigNode root) {
    ConfigNode text = root.has("text_config") ? root.child("text_config") : root;
    int hidden = text.positive("hidden_size");
    int heads = text.positive("num_attention_heads");
    int keyValueHeads = text.positive("num_key_value_heads", heads);
    int headDim = text.positive("head_dim", hidden / heads);
    if (heads % keyValueHeads != 0 || headDim % 2 != 0) {
      throw new CheckpointException(
          "%s: %d heads of %d cannot share %d key-value heads"
              .formatted(root.file(), heads, headDim, keyValueHeads));
    }
    if (text.flag("use_sliding_window", false)) {
      throw root.unsupported("use_sliding_window");
    }
    if (!text.text("hidden_act", "silu").equals("silu")) {
      throw root.unsupported("hidden_act " + text.text("hidden_act", ""));
    }
    return new Qwen2Config(
        text.positive("vocab_size"),
        hidden,
        text.positive("intermediate_size"),
        text.positive("num_hidden_layers"),
        predictLayers(root, text),
        heads,
        keyValueHeads,
        headDim,
        text.positive("max_position_embeddings"),
        text.number("rms_norm_eps", 1e-6),
        ropeTheta(text),
        attentionBias(root, text),
        mropeSection(root, text, headDim),
        text.flag("tie_word_embeddings", root.flag("tie_word_embeddings", false)));
  }

  private static int predictLayers(ConfigNode root, ConfigNode text) {
    int modules =
        text.has("num_nextn_predict_layers") ? text.integer("num_nextn_predict_layers") : 0;
    if (modules < 0 || modules > 1) {
      throw root.unsupported("num_nextn_predict_layers " + modules);
    }
    return modules;
  }

  /** Qwen2 always has biases on queries, keys and values alone; Llama has none. */
  private static boolean attentionBias(ConfigNode root, ConfigNode text) {
    if (!root.text("model_type", "").equals("llama")) {
      return true;
    }
    if (text.flag("attention_bias", false) || text.flag("mlp_bias", false)) {
      throw root.unsupported("attention_bias or mlp_bias in a Llama");
    }
    return false;
  }

  private static double ropeTheta(ConfigNode text) {
    double older = text.number("rope_theta", 10_000);
    return text.has("rope_parameters")
        ? text.child("rope_parameters").number("rope_theta", older)
        : older;
  }

  private static int[] mropeSection(ConfigNode root, ConfigNode text, int headDim) {
    String key = text.has("rope_parameters") ? "rope_parameters" : "rope_scaling";
    if (!text.has(key)) {
      return new int[] {headDim / 2};
    }
    ConfigNode rope = text.child(key);
    String type = rope.text("rope_type", rope.text("type", "default"));
    if (!type.equals("default") && !type.equals("mrope")) {
      throw root.unsupported("rotary embedding of type " + type);
    }
    if (!rope.has("mrope_section")) {
      return new int[] {headDim / 2};
    }
    int[] section = rope.integers("mrope_section");
    if (section.length != 3 || IntStream.of(section).sum() != headDim / 2) {
      throw new CheckpointException(
          root.file() + ": mrope_section does not add up to half of a head");
    }
    return section;
  }

  /** Axis that each rotary frequency turns with (headDim / 2). */
  int[] axes() {
    return IntStream.range(0, mropeSection.length)
        .flatMap(axis -> IntStream.generate(() -> axis).limit(mropeSection[axis]))
        .toArray();
  }

  /** Whether positions have three coordinates. */
  boolean usesMrope() {
    return mropeSection.length == 3;
  }

  /** Canonical names and shapes of the weights. */
  Map<String, Shape> weights() {
    Map<String, Shape> weights = new LinkedHashMap<>();
    weights.put("model.embed_tokens.weight", new Shape(vocabSize, hiddenSize));
    weights.put("model.norm.weight", new Shape(hiddenSize));
    if (!tieWordEmbeddings) {
      weights.put("lm_head.weight", new Shape(vocabSize, hiddenSize));
    }
    int q = numAttentionHeads * headDim;
    int kv = numKeyValueHeads * headDim;
    for (int i = 0; i < numHiddenLayers + numNextnPredictLayers; i++) {
      String layer = "model.layers." + i + ".";
      weights.put(layer + "input_layernorm.weight", new Shape(hiddenSize));
      weights.put(layer + "self_attn.q_proj.weight", new Shape(q, hiddenSize));
      weights.put(layer + "self_attn.k_proj.weight", new Shape(kv, hiddenSize));
      weights.put(layer + "self_attn.v_proj.weight", new Shape(kv, hiddenSize));
      if (attentionBias) {
        weights.put(layer + "self_attn.q_proj.bias", new Shape(q));
        weights.put(layer + "self_attn.k_proj.bias", new Shape(kv));
        weights.put(layer + "self_attn.v_proj.bias", new Shape(kv));
      }
      weights.put(layer + "self_attn.o_proj.weight", new Shape(hiddenSize, q));
      weights.put(layer + "post_attention_layernorm.weight", new Shape(hiddenSize));
      weights.put(layer + "mlp.gate_proj.weight", new Shape(intermediateSize, hiddenSize));
      weights.put(layer + "mlp.up_proj.weight", new Shape(intermediateSize, hiddenSize));
      weights.put(layer + "mlp.down_proj.weight", new Shape(hiddenSize, intermediateSize));
    }
    if (numNextnPredictLayers > 0) {
      String module = "model.layers." + numHiddenLayers + ".";
      weights.put(module + "enorm.weight", new Shape(hiddenSize));
      weights.put(module + "hnorm.weight", new Shape(hiddenSize));
      weights.put(module + "eh_proj.weight", new Shape(hiddenSize, 2L * hiddenSize));
      weights.put(module + "shared_head.norm.weight", new Shape(hiddenSize));
    }
    return weights;
  }
}
