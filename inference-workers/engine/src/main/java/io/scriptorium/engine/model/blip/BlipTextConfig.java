package io.scriptorium.engine.model.blip;

import ai.djl.ndarray.types.Shape;
import io.scriptorium.engine.model.Activation;
import io.scriptorium.engine.model.ConfigNode;
import io.scriptorium.engine.model.WeightShapes;
import io.scriptorium.engine.torch.TorchArchive;
import java.util.Map;

/**
 * BLIP's text decoder, as a configuration's {@code text_config} describes it. Fields carry its
 * names.
 *
 * @param imageSize numbers of a feature of the image
 * @param bosTokenId begins each text
 */
record BlipTextConfig(
    int vocabSize,
    int hiddenSize,
    int intermediateSize,
    int numHiddenLayers,
    int numAttentionHeads,
    int maxPositionEmbeddings,
    Activation hiddenAct,
    double layerNormEps,
    int imageSize,
    int bosTokenId,
    boolean tieWordEmbeddings) {

  /**
   * Reads a configuration. What it leaves out is as in the reference.
   *
   * @param imageSize numbers of a feature of the image, which count instead of {@code
   *     encoder_hidden_size}
   */
  static BlipTextConfig of(ConfigNode root, int imageSize) {
    ConfigNode text = root.child("text_config");
    text.only("is_decoder", true);
    text.only("position_embedding_type", "absolute");
    BlipTextConfig config =
        new BlipTextConfig(
            text.positive("vocab_size", 30_524),
            text.positive("hidden_size", 768),
            text.positive("intermediate_size", 3072),
            text.positive("num_hidden_layers", 12),
            text.positive("num_attention_heads", 8),
            text.positive("max_position_embeddings", 512),
            Activation.of(text, Activation.GELU),
            text.number("layer_norm_eps", 1e-12),
            imageSize,
            text.count("bos_token_id", 30_522),
            text.flag("tie_word_embeddings", root.flag("tie_word_embeddings", true)));
    text.requireShared("hidden_size", config.hiddenSize, config.numAttentionHeads);
    if (config.bosTokenId >= config.vocabSize) {
      throw text.refused(
          "text_config.bos_token_id %d is outside of the vocabulary of %d"
              .formatted(config.bosTokenId, config.vocabSize));
    }
    return config;
  }

  /** Names and shapes of the weights. */
  Map<String, Shape> weights() {
    String bert = "text_decoder.bert.";
    String predictions = "text_decoder.cls.predictions.";
    WeightShapes weights =
        new WeightShapes()
            .tensor(bert + "embeddings.word_embeddings.weight", vocabSize, hiddenSize)
            .tensor(
                bert + "embeddings.position_embeddings.weight", maxPositionEmbeddings, hiddenSize)
            .norm(bert + "embeddings.LayerNorm", hiddenSize)
            .linear(predictions + "transform.dense", hiddenSize, hiddenSize)
            .norm(predictions + "transform.LayerNorm", hiddenSize)
            .tensor(predictions + "bias", vocabSize);
    if (!tieWordEmbeddings) {
      weights.tensor(predictions + "decoder.weight", vocabSize, hiddenSize);
    }
    for (int i = 0; i < numHiddenLayers; i++) {
      String layer = bert + "encoder.layer." + i + ".";
      addAttention(weights, layer + "attention.", hiddenSize);
      addAttention(weights, layer + "crossattention.", imageSize);
      weights
          .linear(layer + "intermediate.dense", intermediateSize, hiddenSize)
          .linear(layer + "output.dense", hiddenSize, intermediateSize)
          .norm(layer + "output.LayerNorm", hiddenSize);
    }
    return weights.toMap();
  }

  private void addAttention(WeightShapes weights, String name, int keySize) {
    weights
        .linear(name + "self.query", hiddenSize, hiddenSize)
        .linear(name + "self.key", hiddenSize, keySize)
        .linear(name + "self.value", hiddenSize, keySize)
        .linear(name + "output.dense", hiddenSize, hiddenSize)
        .norm(name + "output.LayerNorm", hiddenSize);
  }

  /** The program with its sizes. */
  TorchArchive program(int imageTokens) {
    return new TorchArchive()
        .program(BlipTextConfig.class, "blip.py")
        .functions("encoder", ConfigNode.class, "encoder.py")
        .functions("bert", ConfigNode.class, "bert.py")
        .set("layers", numHiddenLayers)
        .set("heads", numAttentionHeads)
        .set("head_dim", hiddenSize / numAttentionHeads)
        .set("eps", layerNormEps)
        .set("activation", hiddenAct.code())
        .set("tied", tieWordEmbeddings)
        .set("image_tokens", imageTokens)
        .set("image_size", imageSize)
        .emptyLists("embed", "qkv", "out", "cross_q", "cross_kv", "cross_out", "up", "down")
        .emptyLists("norms", "transform", "transform_norm", "head");
  }
}
