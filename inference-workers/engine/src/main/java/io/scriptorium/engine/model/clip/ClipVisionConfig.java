package io.scriptorium.engine.model.clip;

import ai.djl.ndarray.types.Shape;
import io.scriptorium.engine.PixelValues;
import io.scriptorium.engine.model.Activation;
import io.scriptorium.engine.model.BadPromptException;
import io.scriptorium.engine.model.ConfigNode;
import io.scriptorium.engine.torch.TorchArchive;
import java.util.Map;

/** CLIP's image encoder, as a configuration's {@code vision_config} describes it. */
public final class ClipVisionConfig {
  /** What canonical names of its weights begin with. */
  static final String PART = "vision_model.";

  private static final EncoderConfig USUAL =
      new EncoderConfig(PART, 768, 3072, 12, 12, Activation.QUICK_GELU, 1e-5);

  private final EncoderConfig encoder;
  private final int imageSize;
  private final int patchSize;
  private final int channels;

  private ClipVisionConfig(EncoderConfig encoder, int imageSize, int patchSize, int channels) {
    this.encoder = encoder;
    this.imageSize = imageSize;
    this.patchSize = patchSize;
    this.channels = channels;
  }

  /**
   * Reads a configuration.
   *
   * @throws io.scriptorium.engine.torch.CheckpointException if it makes no sense
   */
  public static ClipVisionConfig of(ConfigNode root) {
    ConfigNode vision = root.child("vision_config");
    vision.only("model_type", "clip_vision_model");
    int imageSize = vision.positive("image_size", 224);
    int patchSize = vision.positive("patch_size", 32);
    if (imageSize % patchSize != 0) {
      throw vision.refused(
          "vision_config.image_size %d is no multiple of patch_size %d"
              .formatted(imageSize, patchSize));
    }
    return new ClipVisionConfig(
        EncoderConfig.of(vision, USUAL), imageSize, patchSize, vision.positive("num_channels", 3));
  }

  /** Size of a patch's feature. */
  public int hiddenSize() {
    return encoder.hiddenSize();
  }

  /** Blocks of the encoder. */
  public int layers() {
    return encoder.numHiddenLayers();
  }

  /** Patches on a side of the image, or of a tile. */
  public int grid() {
    return imageSize / patchSize;
  }

  /** Pixels on a side of the image, or of a tile. */
  public int imageSize() {
    return imageSize;
  }

  /** Pixels on a side of a patch. */
  public int patchSize() {
    return patchSize;
  }

  /** Patches of an image or a tile. */
  public int patches() {
    return grid() * grid();
  }

  /**
   * Checks that an image, or each of its tiles, has the encoder's size.
   *
   * @throws BadPromptException if not
   */
  public void check(PixelValues image) {
    int values = channels * patchSize * patchSize;
    if (image.gridH() != grid() || image.gridW() != grid() || image.valuesPerPatch() != values) {
      throw new BadPromptException(
          "An image has %d x %d patches of %d values, not %d x %d of %d"
              .formatted(
                  image.gridH(), image.gridW(), image.valuesPerPatch(), grid(), grid(), values));
    }
  }

  /**
   * Adds canonical names and shapes of the weights up to a block.
   *
   * @param blocks how many blocks are computed
   */
  public void addTo(Map<String, Shape> weights, int blocks) {
    int hidden = encoder.hiddenSize();
    weights.put(PART + "embeddings.class_embedding", new Shape(hidden));
    weights.put(
        PART + "embeddings.patch_embedding.weight",
        new Shape(hidden, channels, patchSize, patchSize));
    weights.put(PART + "embeddings.position_embedding.weight", new Shape(1L + patches(), hidden));
    encoder.addNorm(weights, PART + "pre_layrnorm");
    encoder.addBlocks(weights, blocks);
  }

  /** Adds the norm of the image's own feature, which not every family has a use for. */
  void addPooling(Map<String, Shape> weights) {
    encoder.addNorm(weights, PART + "post_layernorm");
  }

  /** Hands a program the sizes and the functions that {@code clip_vision.py} describes. */
  public TorchArchive into(TorchArchive archive, int blocks) {
    encoder.into(archive, "vision_");
    return archive
        .functions("encoder", ConfigNode.class, "encoder.py")
        .functions("clip", ClipVisionConfig.class, "clip_encoder.py")
        .set("vision_layers", blocks)
        .set("patches", patches())
        .emptyLists("vision_front", "vision_blocks");
  }
}
