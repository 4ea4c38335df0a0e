package io.scriptorium.engine.bench;

import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.scriptorium.engine.model.ConfigNode;
import io.scriptorium.engine.model.deepseek.DeepSeek;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Sizes of models of DeepSeek-V3's kind (arXiv 2412.19437), with random weights.
 *
 * @param config their configuration
 */
public record DeepSeekShape(Map<String, Object> config) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int CHOSEN = 4;
  private static final int SHARED = 1;
  private static final int EXPERT_WIDTH = 256;

  public DeepSeekShape {
    config = Map.copyOf(config);
  }

  /**
   * About 100 million parameters: 11 of 12 layers have 16 routed experts, of which a token chooses
   * 4, and a shared one; a module for multi-token prediction comes after them.
   */
  public static DeepSeekShape mixture() {
    Map<String, Object> config = small();
    config.put("n_routed_experts", 16);
    config.put("n_shared_experts", SHARED);
    config.put("num_experts_per_tok", CHOSEN);
    config.put("n_group", 4);
    config.put("topk_group", 2);
    config.put("moe_intermediate_size", EXPERT_WIDTH);
    config.put("routed_scaling_factor", 2.5);
    config.put("num_nextn_predict_layers", 1);
    return new DeepSeekShape(config);
  }

  /** Without experts or a module, each layer as wide as what a token of {@link #mixture} uses. */
  public static DeepSeekShape dense() {
    return new DeepSeekShape(small());
  }

  private static Map<String, Object> small() {
    Map<String, Object> config = new LinkedHashMap<>();
    config.put("model_type", "deepseek_v3");
    config.put("vocab_size", 16_384);
    config.put("hidden_size", 512);
    config.put("num_hidden_layers", 12);
    config.put("first_k_dense_replace", 1);
    config.put("intermediate_size", (CHOSEN + SHARED) * EXPERT_WIDTH);
    config.put("num_attention_heads", 8);
    config.put("kv_lora_rank", 128);
    config.put("qk_nope_head_dim", 64);
    config.put("qk_rope_head_dim", 32);
    config.put("v_head_dim", 64);
    config.put("max_position_embeddings", 2048);
    return config;
  }

  /**
   * Attention as in DeepSeek-V2-Lite (16 heads of 128 + 64 and 128 numbers, 512 + 64 a token in the
   * cache), with next to nothing beside it.
   *
   * @param layers how many
   */
  public static DeepSeekShape attentionOfV2Lite(int layers) {
    Map<String, Object> config = new LinkedHashMap<>();
    config.put("model_type", "deepseek_v2");
    config.put("vocab_size", 256);
    config.put("hidden_size", 2048);
    config.put("num_hidden_layers", layers);
    config.put("intermediate_size", 32);
    config.put("num_attention_heads", 16);
    config.put("kv_lora_rank", 512);
    config.put("qk_nope_head_dim", 128);
    config.put("qk_rope_head_dim", 64);
    config.put("v_head_dim", 128);
    config.put("max_position_embeddings", 163_840);
    return new DeepSeekShape(config);
  }

  /** Writes a model folder with random weights. */
  public void writeTo(Path folder) throws IOException {
    checkpoint().writeTo(folder);
  }

  /** Number of all weights. */
  public long parameters() {
    return checkpoint().values();
  }

  /** Tokens of the vocabulary. */
  public int vocabSize() {
    return number("vocab_size");
  }

  /** Numbers a token and layer that a cache of all heads' keys and values would hold. */
  public int fullCacheSize() {
    int key = number("qk_nope_head_dim") + number("qk_rope_head_dim");
    return number("num_attention_heads") * (key + number("v_head_dim"));
  }

  /** The Llama with as many heads whose keys and values are the same number of numbers. */
  public LlamaShape withFullCache() {
    int heads = number("num_attention_heads");
    return new LlamaShape(
        number("num_hidden_layers"),
        number("hidden_size"),
        heads,
        heads,
        fullCacheSize() / (2 * heads),
        number("intermediate_size"),
        vocabSize());
  }

  private int number(String key) {
    return config.get(key) instanceof Integer number ? number : 0;
  }

  private RandomCheckpoint checkpoint() {
    ConfigNode root = new ConfigNode(Path.of("config.json"), "", JSON.valueToTree(config));
    Map<String, Shape> weights = DeepSeek.weights(root);
    return new RandomCheckpoint(config, weights);
  }
}
