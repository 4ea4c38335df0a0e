package io.scriptorium.engine.model.blip;

import ai.djl.ndarray.types.Shape;
import io.scriptorium.engine.PixelValues;
import io.scriptorium.engine.model.Activation;
import io.scriptorium.engine.model.BadPromptException;
import io.scriptorium.engine.model.ConfigNode;
import io.scriptorium.engine.model.WeightShapes;
import io.scriptorium.engine.torch.TorchArchive;
import java.util.Map;

/**
 * The image encoder of BLIP, BLIP-2 and InstructBLIP, as a configuration's {@code vision_config}
 * describes it. Fields carry its names.
 */
public record BlipVisionConfig(
    int hiddenSize,
    int intermediateSize,
    int numHiddenLayers,
    int numAttentionHeads,
    int imageSize,
    int patchSize,
    Activation hiddenAct,
    double layerNormEps,
    boolean qkvBias) {
  private static final int CHANNELS = 3;

  /** What the configurations of BLIP may leave out. */
  static final BlipVisionConfig BASE =
      new BlipVisionConfig(768, 3072, 12, 12, 384, 16, Activation.GELU, 1e-5, true);

  /** What the configurations of BLIP-2 and InstructBLIP may leave out. */
  public static final BlipVisionConfig GIANT =
      new BlipVisionConfig(1408, 6144, 39, 16, 224, 14, Activation.GELU, 1e-6, true);

  /**
   * Reads a configuration.
   *
   * @param usual sizes of what it leaves out
   * @throws io.scriptorium.engine.torch.CheckpointException if it makes no sense
   */
  public static BlipVisionConfig of(ConfigNode root, BlipVisionConfig usual) {
    ConfigNode vision = root.child("vision_config");
    BlipVisionConfig config =
        new BlipVisionConfig(
            vision.positive("hidden_size", usual.hiddenSize),
            vision.positive("intermediate_size", usual.intermediateSize),
            vision.positive("num_hidden_layers", usual.numHiddenLayers),
            vision.positive("num_attention_heads", usual.numAttentionHeads),
            vision.positive("image_size", usual.imageSize),
            vision.positive("patch_size", usual.patchSize),
            Activation.of(vision, usual.hiddenAct),
            vision.number("layer_norm_eps", usual.layerNormEps),
            vision.flag("qkv_bias", usual.qkvBias));
    vision.requireShared("hidden_size", config.hiddenSize, config.numAttentionHeads);
    if (config.imageSize % config.patchSize != 0) {
      throw vision.refused(
          "vision_config.image_size %d is no multiple of patch_size %d"
              .formatted(config.imageSize, config.patchSize));
    }
    return config;
  }

  private int grid() {
    return imageSize / patchSize;
  }

  private int patchValues() {
    return CHANNELS * patchSize * patchSize;
  }

  /** Features of an image: that of its class, then those of its patches. */
  public int features() {
    return 1 + grid() * grid();
  }

  /**
   * Checks that an image has the encoder's size.
   *
   * @throws BadPromptException if not
   */
  public void check(PixelValues image) {
    if (image.gridT() != 1
        || image.gridH() != grid()
        || image.gridW() != grid()
        || image.valuesPerPatch() != patchValues()) {
      throw new BadPromptException(
          "An image has %d x %d x %d patches of %d values, not 1 x %d x %d of %d"
              .formatted(
                  image.gridT(),
                  image.gridH(),
                  image.gridW(),
                  image.valuesPerPatch(),
                  grid(),
                  grid(),
                  patchValues()));
    }
  }

  /** Names and shapes of the weights. */
  public Map<String, Shape> weights() {
    String embeddings = "vision_model.embeddings.";
    WeightShapes weights =
        new WeightShapes()
            .tensor(embeddings + "class_embedding", 1, 1, hiddenSize)
            .tensor(
                embeddings + "patch_embedding.weight", hiddenSize, CHANNELS, patchSize, patchSize)
            .tensor(embeddings + "patch_embedding.bias", hiddenSize)
            .tensor(embeddings + "position_embedding", 1, features(), hiddenSize)
            .norm("vision_model.post_layernorm", hiddenSize);
    for (int i = 0; i < numHiddenLayers; i++) {
      String block = "vision_model.encoder.layers." + i + ".";
      weights
          .norm(block + "layer_norm1", hiddenSize)
          .norm(block + "layer_norm2", hiddenSize)
          .tensor(block + "self_attn.qkv.weight", 3L * hiddenSize, hiddenSize)
          .linear(block + "self_attn.projection", hiddenSize, hiddenSize)
          .linear(block + "mlp.fc1", intermediateSize, hiddenSize)
          .linear(block + "mlp.fc2", hiddenSize, intermediateSize);
      if (qkvBias) {
        weights.tensor(block + "self_attn.qkv.bias", 3L * hiddenSize);
      }
    }
    return weights.toMap();
  }

  /** Hands a program the sizes and the functions that {@code blip_encoder.py} describes. */
  public TorchArchive into(TorchArchive archive) {
    return archive
        .functions("encoder", ConfigNode.class, "encoder.py")
        .functions("blip", BlipVisionConfig.class, "blip_encoder.py")
        .set("patches", features() - 1)
        .set("vision_layers", numHiddenLayers)
        .set("vision_heads", numAttentionHeads)
        .set("vision_activation", hiddenAct.code())
        .set("vision_eps", layerNormEps)
        .emptyLists("vision_front", "vision_blocks");
  }
}
