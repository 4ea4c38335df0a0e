package io.scriptorium.engine.model.blip2;

import ai.djl.ndarray.types.Shape;
import io.scriptorium.engine.PixelValues;
import io.scriptorium.engine.model.Activation;
import io.scriptorium.engine.model.BadPromptException;
import io.scriptorium.engine.model.ConfigNode;
import io.scriptorium.engine.model.PromptCheck;
import io.scriptorium.engine.model.WeightShapes;
import io.scriptorium.engine.model.blip.BlipVisionConfig;
import io.scriptorium.engine.torch.TorchArchive;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The image encoder with its Q-Former, as a configuration's {@code vision_config} and {@code
 * qformer_config} describe them. Fields carry the latter's names.
 *
 * @param outSize of an image token's embedding
 * @param queries image tokens, whatever the image
 * @param instructed whether it is told instructions
 */
record QFormerConfig(
    BlipVisionConfig vision,
    int outSize,
    int queries,
    boolean instructed,
    int vocabSize,
    int hiddenSize,
    int intermediateSize,
    int numHiddenLayers,
    int numAttentionHeads,
    int maxPositionEmbeddings,
    int crossAttentionFrequency,
    Activation hiddenAct,
    double layerNormEps) {

  /** Reads a configuration. What it leaves out is as in the reference. */
  static QFormerConfig of(ConfigNode root, boolean instructed, int outSize) {
    BlipVisionConfig vision = BlipVisionConfig.of(root, BlipVisionConfig.GIANT);
    ConfigNode former = root.child("qformer_config");
    former.only("position_embedding_type", "absolute");
    if (!instructed) {
      former.only("use_qformer_text_input", false);
    }
    QFormerConfig config =
        new QFormerConfig(
            vision,
            outSize,
            root.positive("num_query_tokens", 32),
            instructed,
            former.positive("vocab_size", 30_522),
            former.positive("hidden_size", 768),
            former.positive("intermediate_size", 3072),
            former.positive("num_hidden_layers", 12),
            former.positive("num_attention_heads", 12),
            former.positive("max_position_embeddings", 512),
            former.positive("cross_attention_frequency", 2),
            Activation.of(former, Activation.GELU),
            former.number("layer_norm_eps", 1e-12));
    former.requireShared("hidden_size", config.hiddenSize, config.numAttentionHeads);
    int seen = former.positive("encoder_hidden_size", BlipVisionConfig.GIANT.hiddenSize());
    if (seen != vision.hiddenSize()) {
      throw former.refused(
          "qformer_config.encoder_hidden_size is %d, vision_config.hidden_size %d"
              .formatted(seen, vision.hiddenSize()));
    }
    return config;
  }

  /**
   * Checks that an image has the encoder's size, and an instruction if it is to have one.
   *
   * @throws BadPromptException if not
   */
  void check(PixelValues image) {
    vision.check(image);
    int length = image.instruction().size();
    if (instructed != length > 0) {
      throw new BadPromptException(
          "An image has an instruction of %d tokens; its encoder is told %s"
              .formatted(length, instructed ? "one" : "none"));
    }
    if (length > maxPositionEmbeddings) {
      throw BadPromptException.tooLong(
          "An image has an instruction of %d tokens; its encoder takes %d"
              .formatted(length, maxPositionEmbeddings));
    }
    PromptCheck.vocabulary(
        image.instruction().stream().mapToInt(Integer::intValue).toArray(), vocabSize);
  }

  /** Names and shapes of the weights. */
  Map<String, Shape> weights() {
    WeightShapes weights =
        new WeightShapes()
            .all(vision.weights())
            .tensor("query_tokens", 1, queries, hiddenSize)
            .linear("language_projection", outSize, hiddenSize);
    if (instructed) {
      String embeddings = "qformer.embeddings.";
      weights
          .tensor(embeddings + "word_embeddings.weight", vocabSize, hiddenSize)
          .tensor(embeddings + "position_embeddings.weight", maxPositionEmbeddings, hiddenSize)
          .norm(embeddings + "layernorm", hiddenSize);
    } else {
      weights.norm("qformer.layernorm", hiddenSize);
    }
    for (int i = 0; i < numHiddenLayers; i++) {
      String layer = "qformer.encoder.layer." + i + ".";
      addAttention(weights, layer + "attention.", hiddenSize);
      if (seesImage(i)) {
        addAttention(weights, layer + "crossattention.", vision.hiddenSize());
      }
      addFeedForward(weights, layer, "_query");
      if (instructed) {
        addFeedForward(weights, layer, "");
      }
    }
    return weights.toMap();
  }

  private boolean seesImage(int layer) {
    return layer % crossAttentionFrequency == 0;
  }

  private void addAttention(WeightShapes weights, String name, int keySize) {
    weights
        .linear(name + "attention.query", hiddenSize, hiddenSize)
        .linear(name + "attention.key", hiddenSize, keySize)
        .linear(name + "attention.value", hiddenSize, keySize)
        .linear(name + "output.dense", hiddenSize, hiddenSize)
        .norm(name + "output.LayerNorm", hiddenSize);
  }

  private void addFeedForward(WeightShapes weights, String layer, String whose) {
    weights
        .linear(layer + "intermediate" + whose + ".dense", intermediateSize, hiddenSize)
        .linear(layer + "output" + whose + ".dense", hiddenSize, intermediateSize)
        .norm(layer + "output" + whose + ".LayerNorm", hiddenSize);
  }

  /** The program with its sizes. */
  TorchArchive program() {
    return vision
        .into(new TorchArchive().program(QFormerConfig.class, "qformer.py"))
        .functions("bert", ConfigNode.class, "bert.py")
        .set("instructed", instructed)
        .set("layers", numHiddenLayers)
        .set("heads", numAttentionHeads)
        .set("eps", layerNormEps)
        .set("activation", hiddenAct.code())
        .set(
            "crossing",
            IntStream.range(0, numHiddenLayers)
                .map(i -> seesImage(i) ? i / crossAttentionFrequency : -1)
                .toArray())
        .emptyLists("queries", "embed", "embed_norm", "qkv", "out", "norm")
        .emptyLists("cross_q", "cross_kv", "cross_out", "cross_norm", "up", "down", "last_norm")
        .emptyLists("text_up", "text_down", "text_norm", "projection");
  }
}
