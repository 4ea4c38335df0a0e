package io.scriptorium.engine.model.qwen1;

import ai.djl.ndarray.types.Shape;
import io.scriptorium.engine.model.ConfigNode;
import io.scriptorium.engine.model.ImageTokens;
import io.scriptorium.engine.torch.TorchArchive;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The vision tower's part of a Qwen-VL configuration. Fields carry its names.
 *
 * @param nQueries image tokens, whatever the image
 */
record VisualConfig(
    int imageSize,
    int patchSize,
    int width,
    int layers,
    int heads,
    int mlpWidth,
    int outputDim,
    int nQueries,
    int imageStartId) {
  /** Numbers of a head of the attention that resamples. */
  private static final int RESAMPLER_HEAD = 128;

  /** Positions that are learned; others are interpolated from them. */
  private static final int POSITIONS = 256;

  static VisualConfig of(ConfigNode root) {
    ConfigNode visual = root.child("visual");
    VisualConfig config =
        new VisualConfig(
            visual.positive("image_size"),
            visual.positive("patch_size"),
            visual.positive("width"),
            visual.positive("layers"),
            visual.positive("heads"),
            (int) (visual.positive("width") * visual.factor("mlp_ratio")),
            visual.positive("output_dim"),
            visual.positive("n_queries", 256),
            visual.positive("image_start_id"));
    if (config.width % config.heads != 0 || config.outputDim % RESAMPLER_HEAD != 0) {
      throw visual.refused(
          "visual.width %d cannot be shared by %d heads, or output_dim %d by heads of %d"
              .formatted(config.width, config.heads, config.outputDim, RESAMPLER_HEAD));
    }
    int side = (int) Math.sqrt(config.nQueries);
    if (side * side != config.nQueries || config.imageSize % config.patchSize != 0) {
      throw visual.refused(
          "visual.n_queries %d is no square, or image_size %d no multiple of patch_size %d"
              .formatted(config.nQueries, config.imageSize, config.patchSize));
    }
    return config;
  }

  /** Patches on a side of an image. */
  int grid() {
    return imageSize / patchSize;
  }

  /** Values of a patch. */
  int patchValues() {
    return 3 * patchSize * patchSize;
  }

  /** The padding between start and end of an image stands for its tokens. */
  ImageTokens tokens() {
    return new ImageTokens(imageStartId + 2, patchSize, image -> nQueries);
  }

  /** Canonical names and shapes of the weights. */
  Map<String, Shape> weights() {
    Map<String, Shape> weights = new LinkedHashMap<>();
    weights.put("visual.conv1.weight", new Shape(width, 3, patchSize, patchSize));
    weights.put("visual.positional_embedding", new Shape(POSITIONS, width));
    norm(weights, "visual.ln_pre", width);
    for (int i = 0; i < layers; i++) {
      String block = "visual.transformer.resblocks." + i + ".";
      norm(weights, block + "ln_1", width);
      norm(weights, block + "ln_2", width);
      linear(weights, block + "attn.in_proj", 3 * width, width);
      linear(weights, block + "attn.out_proj", width, width);
      linear(weights, block + "mlp.c_fc", mlpWidth, width);
      linear(weights, block + "mlp.c_proj", width, mlpWidth);
    }
    String pool = "visual.attn_pool.";
    weights.put(pool + "query", new Shape(nQueries, outputDim));
    weights.put(pool + "pos_embed", new Shape(nQueries, outputDim));
    if (width != outputDim) {
      weights.put(pool + "kv_proj.weight", new Shape(outputDim, width));
    }
    norm(weights, pool + "ln_q", outputDim);
    norm(weights, pool + "ln_kv", outputDim);
    weights.put(pool + "attn.in_proj_weight", new Shape(3L * outputDim, outputDim));
    weights.put(pool + "attn.in_proj_bias", new Shape(3L * outputDim));
    linear(weights, pool + "attn.out_proj", outputDim, outputDim);
    norm(weights, "visual.ln_post", outputDim);
    weights.put("visual.proj", new Shape(outputDim, outputDim));
    return weights;
  }

  private static void norm(Map<String, Shape> weights, String name, int size) {
    weights.put(name + ".weight", new Shape(size));
    weights.put(name + ".bias", new Shape(size));
  }

  private static void linear(Map<String, Shape> weights, String name, int out, int in) {
    weights.put(name + ".weight", new Shape(out, in));
    weights.put(name + ".bias", new Shape(out));
  }

  /** The program with its sizes. */
  TorchArchive program() {
    return new TorchArchive()
        .program(VisualConfig.class, "qwen_visual.py")
        .functions("encoder", ConfigNode.class, "encoder.py")
        .set("layers", layers)
        .set("heads", heads)
        .set("grid", grid())
        .set("pool_heads", outputDim / RESAMPLER_HEAD)
        .emptyLists("patch_weight", "positions", "norms", "blocks", "kv_weight", "queries")
        .emptyLists("key_positions", "pool_weight", "pool_bias");
  }
}
