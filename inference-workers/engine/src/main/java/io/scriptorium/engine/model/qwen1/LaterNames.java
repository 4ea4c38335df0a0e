package io.scriptorium.engine.model.qwen1;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.scriptorium.engine.model.ConfigNode;

/** A configuration of the first Qwen under the names that Qwen2's have. */
final class LaterNames {
  private LaterNames() {}

  /**
   * Translates. Within {@code seq_length} tokens, neither the scaling of positions nor that of
   * attention, which begin there, changes anything; longer sequences are not built with them.
   */
  static ConfigNode of(ConfigNode root) {
    if (root.number("rotary_pct", 1) != 1) {
      throw root.unsupported("rotary_pct", "1.0");
    }
    root.only("no_bias", true);
    root.only("scale_attn_weights", true);
    int inner = root.positive("intermediate_size");
    if (inner % 2 != 0) {
      throw root.refused("intermediate_size %d counts two projections alike".formatted(inner));
    }
    int trained = root.positive("seq_length");
    boolean scaled = root.flag("use_dynamic_ntk", true) || root.flag("use_logn_attn", true);
    ObjectNode later = JsonNodeFactory.instance.objectNode();
    later.put("vocab_size", root.positive("vocab_size"));
    later.put("hidden_size", root.positive("hidden_size"));
    later.put("intermediate_size", inner / 2);
    later.put("num_hidden_layers", root.positive("num_hidden_layers"));
    later.put("num_attention_heads", root.positive("num_attention_heads"));
    later.put("head_dim", root.positive("kv_channels", 128));
    later.put("rms_norm_eps", root.number("layer_norm_epsilon", 1e-6));
    later.put("rope_theta", root.number("rotary_emb_base", 10_000));
    later.put(
        "max_position_embeddings",
        scaled ? trained : root.positive("max_position_embeddings", trained));
    later.put("tie_word_embeddings", root.flag("tie_word_embeddings", false));
    return new ConfigNode(root.file(), root.path(), later);
  }
}
