package io.scriptorium.engine.model.qwen;

import ai.djl.ndarray.types.Shape;
import io.scriptorium.engine.model.ConfigNode;
import io.scriptorium.engine.model.RotaryEmbedding;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The language model's part of a Llama, Qwen2 or Qwen2.5-VL configuration, in the hub's older style
 * (flat) or its newer one ({@code text_config}). Fields carry the configuration's names.
 *
 * @param numNextnPredictLayers modules for multi-token prediction after the layers, 0 or 1
 * @param attentionBias whether the projections to queries, keys and values have biases
 * @param mropeSection rotary frequencies on each position axis; one axis without M-RoPE
 * @param joinedProjections whether those to queries, keys and values are stored as one
 */
@SuppressWarnings("ArrayRecordComponent")
public record Qwen2Config(
    int vocabSize,
    int hiddenSize,
    int intermediateSize,
    int numHiddenLayers,
    int numNextnPredictLayers,
    int numAttentionHeads,
    int numKeyValueHeads,
    int headDim,
    double rmsNormEps,
    RotaryEmbedding rotary,
    SlidingWindow slidingWindow,
    boolean attentionBias,
    int[] mropeSection,
    boolean tieWordEmbeddings,
    boolean joinedProjections) {

  /**
   * Reads a configuration.
   *
   * @throws io.scriptorium.engine.torch.CheckpointException if it makes no sense or asks for what
   *     is not built
   */
  public static Qwen2Config of(ConfigNode root) {
    ConfigNode text = root.has("text_config") ? root.child("text_config") : root;
    int hidden = text.positive("hidden_size");
    int heads = text.positive("num_attention_heads");
    int keyValueHeads = text.positive("num_key_value_heads", heads);
    int headDim = text.positive("head_dim", hidden / heads);
    if (heads % keyValueHeads != 0 || headDim % 2 != 0) {
      throw text.refused(
          "%d heads of %d cannot share %d key-value heads"
              .formatted(heads, headDim, keyValueHeads));
    }
    text.only("hidden_act", "silu");
    int layers = text.positive("num_hidden_layers");
    int modules = text.count("num_nextn_predict_layers", 0);
    if (modules > 1) {
      throw text.unsupported("num_nextn_predict_layers", "0", "1");
    }
    return new Qwen2Config(
        text.positive("vocab_size"),
        hidden,
        text.positive("intermediate_size"),
        layers,
        modules,
        heads,
        keyValueHeads,
        headDim,
        text.number("rms_norm_eps", 1e-6),
        RotaryEmbedding.of(text, headDim),
        SlidingWindow.of(text, layers + modules),
        attentionBias(root, text),
        mropeSection(text, headDim),
        text.flag("tie_word_embeddings", root.flag("tie_word_embeddings", false)),
        false);
  }

  /** Qwen2 always has biases on queries, keys and values alone; Llama and Mistral have none. */
  private static boolean attentionBias(ConfigNode root, ConfigNode text) {
    String type = text.text("model_type", root.text("model_type", ""));
    if (!Set.of("llama", "mistral").contains(type)) {
      return true;
    }
    text.only("attention_bias", false);
    text.only("mlp_bias", false);
    return false;
  }

  private static int[] mropeSection(ConfigNode text, int headDim) {
    String key = text.has("rope_parameters") ? "rope_parameters" : "rope_scaling";
    if (!text.has(key)) {
      return new int[] {headDim / 2};
    }
    ConfigNode rope = text.child(key);
    if (!rope.has("mrope_section")) {
      return new int[] {headDim / 2};
    }
    int[] section = rope.integers("mrope_section");
    if (section.length != 3 || IntStream.of(section).sum() != headDim / 2) {
      throw rope.refused(
          "mrope_section %s does not divide half of a head of %d by three axes"
              .formatted(Arrays.toString(section), headDim));
    }
    return section;
  }

  /** The same for a checkpoint whose projections to queries, keys and values are stored as one. */
  public Qwen2Config withJoinedProjections() {
    return new Qwen2Config(
        vocabSize,
        hiddenSize,
        intermediateSize,
        numHiddenLayers,
        numNextnPredictLayers,
        numAttentionHeads,
        numKeyValueHeads,
        headDim,
        rmsNormEps,
        rotary,
        slidingWindow,
        attentionBias,
        mropeSection,
        tieWordEmbeddings,
        true);
  }

  /** Axis that each rotary frequency turns with (headDim / 2). */
  int[] axes() {
    return IntStream.range(0, mropeSection.length)
        .flatMap(axis -> IntStream.generate(() -> axis).limit(mropeSection[axis]))
        .toArray();
  }

  /** Layers that keep keys and values, the module's among them. */
  int cachedLayers() {
    return numHiddenLayers + numNextnPredictLayers;
  }

  /** Coordinates of a token's position. */
  int positionAxes() {
    return rotary.isDynamic() ? 2 : mropeSection.length;
  }

  /** Whether positions have three coordinates. */
  boolean usesMrope() {
    return mropeSection.length == 3;
  }

  /** Canonical names and shapes of the weights. */
  public Map<String, Shape> weights() {
    Map<String, Shape> weights = new LinkedHashMap<>();
    weights.put("model.embed_tokens.weight", new Shape(vocabSize, hiddenSize));
    weights.put("model.norm.weight", new Shape(hiddenSize));
    if (!tieWordEmbeddings) {
      weights.put("lm_head.weight", new Shape(vocabSize, hiddenSize));
    }
    int q = numAttentionHeads * headDim;
    int kv = numKeyValueHeads * headDim;
    for (int i = 0; i < cachedLayers(); i++) {
      String layer = "model.layers." + i + ".";
      weights.put(layer + "input_layernorm.weight", new Shape(hiddenSize));
      if (joinedProjections) {
        projection(weights, layer + "self_attn.qkv_proj", q + 2 * kv);
      } else {
        projection(weights, layer + "self_attn.q_proj", q);
        projection(weights, layer + "self_attn.k_proj", kv);
        projection(weights, layer + "self_attn.v_proj", kv);
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

  private void projection(Map<String, Shape> weights, String name, int out) {
    weights.put(name + ".weight", new Shape(out, hiddenSize));
    if (attentionBias) {
      weights.put(name + ".bias", new Shape(out));
    }
  }
}
