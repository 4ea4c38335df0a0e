package io.scriptorium.engine.model.deepseek;

import ai.djl.ndarray.types.Shape;
import io.scriptorium.engine.model.ConfigNode;
import io.scriptorium.engine.model.RotaryEmbedding;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * A DeepSeek-V2 or DeepSeek-V3 configuration; fields carry its names.
 *
 * @param numNextnPredictLayers modules for multi-token prediction after the layers, 0 or 1
 * @param qLoraRank numbers that queries are projected from; 0 without
 * @param ropeInterleave whether numbers that turn together are neighbours
 * @param firstMoe layers before it have no experts
 * @param moeEvery of the others, one in so many has
 * @param sharpening factor on attention's scale that belongs to YaRN
 */
record DeepSeekConfig(
    int vocabSize,
    int hiddenSize,
    int intermediateSize,
    int numHiddenLayers,
    int numNextnPredictLayers,
    int numAttentionHeads,
    int qLoraRank,
    int kvLoraRank,
    int qkNopeHeadDim,
    int qkRopeHeadDim,
    int vHeadDim,
    double rmsNormEps,
    RotaryEmbedding rotary,
    boolean ropeInterleave,
    double sharpening,
    Experts experts,
    int firstMoe,
    int moeEvery,
    boolean tieWordEmbeddings) {

  static DeepSeekConfig of(ConfigNode root, boolean v3) {
    root.only("hidden_act", "silu");
    root.only("attention_bias", false);
    int modules = root.count("num_nextn_predict_layers", 0);
    if (modules > 1) {
      throw root.unsupported("num_nextn_predict_layers", "0", "1");
    }
    int rope = root.positive("qk_rope_head_dim");
    int nope = root.positive("qk_nope_head_dim");
    int value = root.positive("v_head_dim");
    if (rope % 2 != 0 || nope % 2 != 0 || value > nope + rope) {
      throw root.refused(
          "qk_nope_head_dim %d and qk_rope_head_dim %d must be even, and v_head_dim %d not above their sum"
              .formatted(nope, rope, value));
    }
    return new DeepSeekConfig(
        root.positive("vocab_size"),
        root.positive("hidden_size"),
        root.positive("intermediate_size"),
        root.positive("num_hidden_layers"),
        modules,
        root.positive("num_attention_heads"),
        root.positive("q_lora_rank", 0),
        root.positive("kv_lora_rank"),
        nope,
        rope,
        value,
        root.number("rms_norm_eps", 1e-6),
        RotaryEmbedding.of(root, rope),
        root.flag("rope_interleave", true),
        sharpening(root),
        Experts.of(root, v3),
        root.count("first_k_dense_replace", 0),
        root.positive("moe_layer_freq", 1),
        root.flag("tie_word_embeddings", false));
  }

  /** The square of YaRN's factor, which DeepSeek puts on the scale of attention as a whole. */
  private static double sharpening(ConfigNode root) {
    String key = root.has("rope_parameters") ? "rope_parameters" : "rope_scaling";
    if (!root.has(key) || !root.child(key).has("mscale_all_dim")) {
      return 1;
    }
    ConfigNode rope = root.child(key);
    double weight = rope.number("mscale_all_dim", 0);
    double factor = RotaryEmbedding.sharpening(rope.factor("factor"), weight);
    return weight == 0 ? 1 : factor * factor;
  }

  /** The same model without a module for multi-token prediction. */
  DeepSeekConfig withoutModule() {
    return new DeepSeekConfig(
        vocabSize,
        hiddenSize,
        intermediateSize,
        numHiddenLayers,
        0,
        numAttentionHeads,
        qLoraRank,
        kvLoraRank,
        qkNopeHeadDim,
        qkRopeHeadDim,
        vHeadDim,
        rmsNormEps,
        rotary,
        ropeInterleave,
        sharpening,
        experts,
        firstMoe,
        moeEvery,
        tieWordEmbeddings);
  }

  /** What names of the module's weights begin with. */
  String modulePrefix() {
    return "model.layers." + numHiddenLayers + ".";
  }

  /** Layers that the cache holds something of, the module's among them. */
  int cachedLayers() {
    return numHiddenLayers + numNextnPredictLayers;
  }

  /** Numbers of the cache a token and layer. */
  int latentSize() {
    return kvLoraRank + qkRopeHeadDim;
  }

  /** What attention multiplies products of queries and keys with. */
  double attentionScale() {
    return sharpening / Math.sqrt(qkNopeHeadDim + qkRopeHeadDim);
  }

  /**
   * From how many rows of a sequence in a step it takes less work to project the keys and values of
   * all heads than to attend to the latent numbers. Projecting a key and value takes {@code 2 rank
   * (nope + value)} operations a head, once; each row then takes {@code 4 (nope + rope)} of them
   * instead of {@code 4 (rank + rope)}.
   */
  int expandFrom() {
    int saved = 2 * (kvLoraRank - qkNopeHeadDim);
    return saved <= 0
        ? Integer.MAX_VALUE
        : (kvLoraRank * (qkNopeHeadDim + vHeadDim) + saved - 1) / saved;
  }

  private boolean hasExperts(int layer) {
    return experts.routed() > 0 && layer >= firstMoe && layer % moeEvery == 0;
  }

  /** Routed experts of each layer. */
  int[] routedExperts() {
    return IntStream.range(0, cachedLayers())
        .map(i -> hasExperts(i) ? experts.routed() : 0)
        .toArray();
  }

  /** 1 for each layer with a part that every row goes through, 0 for others. */
  int[] sharedParts() {
    return IntStream.range(0, cachedLayers())
        .map(i -> hasExperts(i) && experts.shared() == 0 ? 0 : 1)
        .toArray();
  }

  /** Canonical names and shapes of the weights. */
  Map<String, Shape> weights() {
    Map<String, Shape> weights = new LinkedHashMap<>();
    weights.put("model.embed_tokens.weight", new Shape(vocabSize, hiddenSize));
    weights.put("model.norm.weight", new Shape(hiddenSize));
    if (!tieWordEmbeddings) {
      weights.put("lm_head.weight", new Shape(vocabSize, hiddenSize));
    }
    for (int i = 0; i < cachedLayers(); i++) {
      String layer = "model.layers." + i + ".";
      weights.put(layer + "input_layernorm.weight", new Shape(hiddenSize));
      weights.put(layer + "post_attention_layernorm.weight", new Shape(hiddenSize));
      attention(weights, layer + "self_attn.");
      feedForward(weights, layer + "mlp.", hasExperts(i));
    }
    if (numNextnPredictLayers > 0) {
      String module = modulePrefix();
      weights.put(module + "enorm.weight", new Shape(hiddenSize));
      weights.put(module + "hnorm.weight", new Shape(hiddenSize));
      weights.put(module + "eh_proj.weight", new Shape(hiddenSize, 2L * hiddenSize));
      weights.put(module + "shared_head.norm.weight", new Shape(hiddenSize));
    }
    return weights;
  }

  /** Names and shapes of weights that the module may have, or share with the model. */
  Map<String, Shape> optionalWeights() {
    String module = modulePrefix();
    Shape shape = new Shape(vocabSize, hiddenSize);
    return numNextnPredictLayers == 0
        ? Map.of()
        : Map.of(module + "embed_tokens.weight", shape, module + "shared_head.head.weight", shape);
  }

  private void attention(Map<String, Shape> weights, String name) {
    int heads = numAttentionHeads;
    int width = heads * (qkNopeHeadDim + qkRopeHeadDim);
    if (qLoraRank > 0) {
      weights.put(name + "q_a_proj.weight", new Shape(qLoraRank, hiddenSize));
      weights.put(name + "q_a_layernorm.weight", new Shape(qLoraRank));
      weights.put(name + "q_b_proj.weight", new Shape(width, qLoraRank));
    } else {
      weights.put(name + "q_proj.weight", new Shape(width, hiddenSize));
    }
    weights.put(name + "kv_a_proj_with_mqa.weight", new Shape(latentSize(), hiddenSize));
    weights.put(name + "kv_a_layernorm.weight", new Shape(kvLoraRank));
    int expanded = heads * (qkNopeHeadDim + vHeadDim);
    weights.put(name + "kv_b_proj.weight", new Shape(expanded, kvLoraRank));
    weights.put(name + "o_proj.weight", new Shape(hiddenSize, (long) heads * vHeadDim));
  }

  private void feedForward(Map<String, Shape> weights, String name, boolean mixture) {
    if (!mixture) {
      gated(weights, name, intermediateSize);
      return;
    }
    weights.put(name + "gate.weight", new Shape(experts.routed(), hiddenSize));
    if (experts.sigmoid()) {
      weights.put(name + "gate.e_score_correction_bias", new Shape(experts.routed()));
    }
    if (experts.shared() > 0) {
      gated(weights, name + "shared_experts.", experts.shared() * experts.width());
    }
    for (int j = 0; j < experts.routed(); j++) {
      gated(weights, name + "experts." + j + ".", experts.width());
    }
  }

  private void gated(Map<String, Shape> weights, String name, int inner) {
    weights.put(name + "gate_proj.weight", new Shape(inner, hiddenSize));
    weights.put(name + "up_proj.weight", new Shape(inner, hiddenSize));
    weights.put(name + "down_proj.weight", new Shape(hiddenSize, inner));
  }
}
