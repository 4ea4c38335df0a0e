package io.scriptorium.engine.model.llava;

import ai.djl.ndarray.types.Shape;
import io.scriptorium.engine.image.TileResolutions;
import io.scriptorium.engine.model.ConfigNode;
import io.scriptorium.engine.model.clip.ClipVisionConfig;
import io.scriptorium.engine.model.qwen.Qwen2Config;
import io.scriptorium.engine.model.qwen.UsualSizes;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A configuration of LLaVA 1.5 or LLaVA-NeXT.
 *
 * @param imageToken stands for one image token in a prompt
 * @param blocks of the image encoder that are computed
 * @param resolutions of tiles; without them an image is one tile
 */
record LlavaConfig(
    int imageToken,
    ClipVisionConfig vision,
    int blocks,
    Qwen2Config text,
    Optional<TileResolutions> resolutions) {
  static final String NEXT = "llava_next";

  /** Canonical name of what stands at the end of each row of a tiled image's features. */
  static final String NEWLINE = "image_newline";

  private static final String PINPOINTS = "image_grid_pinpoints";

  static LlavaConfig of(ConfigNode root) {
    String language =
        root.child("text_config").choice("model_type", "llama", "llama", "mistral", "qwen2");
    root.only("projector_hidden_act", "gelu");
    root.only("multimodal_projector_bias", true);
    root.only("vision_feature_select_strategy", "default");
    ClipVisionConfig vision = ClipVisionConfig.of(root);
    String tokenKey = root.has("image_token_index") ? "image_token_index" : "image_token_id";
    return new LlavaConfig(
        root.positive(tokenKey),
        vision,
        blocks(root, vision),
        Qwen2Config.of(UsualSizes.complete(root, language)),
        resolutions(root, vision));
  }

  /**
   * The state that counts is named from the first, which is before all blocks, or from the last.
   */
  private static int blocks(ConfigNode root, ClipVisionConfig vision) {
    String key = "vision_feature_layer";
    int layer = root.has(key) ? root.integer(key) : -2;
    int blocks = layer < 0 ? vision.layers() + 1 + layer : layer;
    if (blocks < 0 || blocks > vision.layers()) {
      throw root.refused(
          "%s %d is none of the states before and after %d blocks"
              .formatted(key, layer, vision.layers()));
    }
    return blocks;
  }

  private static Optional<TileResolutions> resolutions(ConfigNode root, ClipVisionConfig vision) {
    if (!root.text("model_type", "").equals(NEXT)) {
      return Optional.empty();
    }
    if (!root.has(PINPOINTS)) {
      throw root.refused("it lacks " + PINPOINTS);
    }
    TileResolutions resolutions;
    try {
      resolutions = TileResolutions.of(root.node().get(PINPOINTS));
    } catch (IllegalArgumentException e) {
      throw root.refused(String.valueOf(e.getMessage()));
    }
    int side = vision.imageSize();
    if (resolutions.all().stream()
        .anyMatch(it -> it.width() % side != 0 || it.height() % side != 0)) {
      throw root.refused("%s must be multiples of image_size %d".formatted(PINPOINTS, side));
    }
    return Optional.of(resolutions);
  }

  /** Weights that the image encoder's program takes. */
  Map<String, Shape> visionWeights() {
    Map<String, Shape> weights = new LinkedHashMap<>();
    vision.addTo(weights, blocks);
    int hidden = text.hiddenSize();
    weights.put("multi_modal_projector.linear_1.weight", new Shape(hidden, vision.hiddenSize()));
    weights.put("multi_modal_projector.linear_1.bias", new Shape(hidden));
    weights.put("multi_modal_projector.linear_2.weight", new Shape(hidden, hidden));
    weights.put("multi_modal_projector.linear_2.bias", new Shape(hidden));
    if (resolutions.isPresent()) {
      weights.put(NEWLINE, new Shape(hidden));
    }
    return weights;
  }

  /** Which features an image's tokens are. */
  FeatureOrder order() {
    return resolutions
        .<FeatureOrder>map(tiles -> new TiledOrder(vision.grid(), vision.imageSize(), tiles))
        .orElseGet(() -> new PlainOrder(vision.patches()));
  }
}
