package io.scriptorium.engine.model.qwen;

import io.scriptorium.engine.model.ConfigNode;
import java.util.Map;

/** Sizes of the language models that larger models were built around. */
public final class UsualSizes {
  private static final String PART = "text_config";

  /** What published configurations leave out, because it is as in the first Llama or Mistral. */
  private static final Map<String, Map<String, Integer>> USUAL =
      Map.of(
          "llama",
          Map.of(
              "vocab_size", 32_000,
              "hidden_size", 4096,
              "intermediate_size", 11_008,
              "num_hidden_layers", 32,
              "num_attention_heads", 32,
              "max_position_embeddings", 2048),
          "mistral",
          Map.of(
              "vocab_size", 32_000,
              "hidden_size", 4096,
              "intermediate_size", 14_336,
              "num_hidden_layers", 32,
              "num_attention_heads", 32,
              "num_key_value_heads", 8,
              "max_position_embeddings", 131_072),
          "qwen2",
          Map.of());

  private UsualSizes() {}

  /** A configuration whose {@code text_config} says all, though it may leave out what is usual. */
  public static ConfigNode complete(ConfigNode root, String language) {
    return root.completed(PART, USUAL.getOrDefault(language, Map.of()));
  }
}
