package io.scriptorium.engine.model.clip;

import ai.djl.ndarray.types.Shape;
import io.scriptorium.engine.model.Activation;
import io.scriptorium.engine.model.ConfigNode;
import io.scriptorium.engine.torch.TorchArchive;
import java.util.Map;

/**
 * Sizes of the blocks of one of CLIP's encoders. Fields carry the configuration's names.
 *
 * @param part what the names of its weights begin with
 */
record EncoderConfig(
    String part,
    int hiddenSize,
    int intermediateSize,
    int numHiddenLayers,
    int numAttentionHeads,
    Activation hiddenAct,
    double layerNormEps) {

  /**
   * Reads a configuration.
   *
   * @param usual sizes of what it leaves out
   */
  static EncoderConfig of(ConfigNode config, EncoderConfig usual) {
    EncoderConfig encoder =
        new EncoderConfig(
            usual.part,
            config.positive("hidden_size", usual.hiddenSize),
            config.positive("intermediate_size", usual.intermediateSize),
            config.positive("num_hidden_layers", usual.numHiddenLayers),
            config.positive("num_attention_heads", usual.numAttentionHeads),
            Activation.of(config, usual.hiddenAct),
            config.number("layer_norm_eps", usual.layerNormEps));
    config.requireShared("hidden_size", encoder.hiddenSize, encoder.numAttentionHeads);
    return encoder;
  }

  /** Adds the weights of its first blocks. */
  void addBlocks(Map<String, Shape> weights, int blocks) {
    for (int i = 0; i < blocks; i++) {
      String block = part + "encoder.layers." + i + ".";
      addNorm(weights, block + "layer_norm1");
      addNorm(weights, block + "layer_norm2");
      for (String projection : new String[] {"q_proj", "k_proj", "v_proj", "out_proj"}) {
        addLinear(weights, block + "self_attn." + projection, hiddenSize, hiddenSize);
      }
      addLinear(weights, block + "mlp.fc1", intermediateSize, hiddenSize);
      addLinear(weights, block + "mlp.fc2", hiddenSize, intermediateSize);
    }
  }

  void addNorm(Map<String, Shape> weights, String name) {
    weights.put(name + ".weight", new Shape(hiddenSize));
    weights.put(name + ".bias", new Shape(hiddenSize));
  }

  private static void addLinear(Map<String, Shape> weights, String name, int out, int in) {
    weights.put(name + ".weight", new Shape(out, in));
    weights.put(name + ".bias", new Shape(out));
  }

  /** Hands the sizes to a program, each as an attribute with a prefix. */
  void into(TorchArchive archive, String prefix) {
    archive
        .set(prefix + "heads", numAttentionHeads)
        .set(prefix + "activation", hiddenAct.code())
        .set(prefix + "eps", layerNormEps);
  }
}
