package io.scriptorium.engine.model.clip;

import ai.djl.ndarray.types.Shape;
import io.scriptorium.engine.model.Activation;
import io.scriptorium.engine.model.BadPromptException;
import io.scriptorium.engine.model.ConfigNode;
import io.scriptorium.engine.model.PromptCheck;
import io.scriptorium.engine.torch.TorchArchive;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * CLIP's text encoder. Fields carry the configuration's names.
 *
 * @param eosTokenId its state is the text's; 2: that of the largest id, as in configurations which
 *     were written when the id was not kept right
 */
record ClipTextConfig(
    EncoderConfig encoder, int vocabSize, int maxPositionEmbeddings, int eosTokenId) {
  private static final String PART = "text_model.";
  private static final int UNKNOWN_END = 2;
  private static final EncoderConfig USUAL =
      new EncoderConfig(PART, 512, 2048, 12, 8, Activation.QUICK_GELU, 1e-5);

  static ClipTextConfig of(ConfigNode root) {
    ConfigNode text = root.child("text_config");
    return new ClipTextConfig(
        EncoderConfig.of(text, USUAL),
        text.positive("vocab_size", 49_408),
        text.positive("max_position_embeddings", 77),
        text.count("eos_token_id", 49_407));
  }

  /**
   * The tokens that a text's embedding follows from: up to the end of the text.
   *
   * @throws BadPromptException if there are too many, or they have no end
   */
  int[] upToEnd(int[] text) {
    PromptCheck.vocabulary(text, vocabSize);
    int end = eosTokenId == UNKNOWN_END ? IntStream.of(text).max().orElse(UNKNOWN_END) : eosTokenId;
    int length = 0;
    while (length < text.length && text[length] != end) {
      length++;
    }
    if (length == text.length) {
      throw new BadPromptException("A text has no token for its end");
    }
    if (length >= maxPositionEmbeddings) {
      throw BadPromptException.tooLong(
          "A text has %d tokens; the model takes %d".formatted(length + 1, maxPositionEmbeddings));
    }
    return IntStream.of(text).limit(length + 1L).toArray();
  }

  void addTo(Map<String, Shape> weights) {
    int hidden = encoder.hiddenSize();
    weights.put(PART + "embeddings.token_embedding.weight", new Shape(vocabSize, hidden));
    weights.put(
        PART + "embeddings.position_embedding.weight", new Shape(maxPositionEmbeddings, hidden));
    encoder.addBlocks(weights, encoder.numHiddenLayers());
    encoder.addNorm(weights, PART + "final_layer_norm");
  }

  void into(TorchArchive archive) {
    encoder.into(archive, "text_");
    archive
        .set("text_layers", encoder.numHiddenLayers())
        .emptyLists("text_embeddings", "text_blocks", "text_norm");
  }
}
