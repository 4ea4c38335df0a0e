package io.scriptorium.engine.model.qwen;

import ai.djl.ndarray.types.Shape;
import io.scriptorium.engine.model.ConfigNode;
import java.util.LinkedHashMap;
import java.util.Map;

/** The vision tower's part of a Qwen2.5-VL configuration; fields carry its names. */
@SuppressWarnings("ArrayRecordComponent")
record Qwen25VisionConfig(
    int depth,
    int hiddenSize,
    int intermediateSize,
    int numHeads,
    int inChannels,
    int outHiddenSize,
    int patchSize,
    int spatialMergeSize,
    int temporalPatchSize,
    int windowSize,
    int[] fullattBlockIndexes) {

  static Qwen25VisionConfig of(ConfigNode root) {
    ConfigNode vision = root.child("vision_config");
    int heads = vision.positive("num_heads");
    int hidden = vision.positive("hidden_size");
    if (hidden % heads != 0 || hidden / heads % 4 != 0) {
      throw vision.refused(
          "vision hidden_size %d cannot be shared by %d heads".formatted(hidden, heads));
    }
    vision.only("hidden_act", "silu");
    return new Qwen25VisionConfig(
        vision.positive("depth"),
        hidden,
        vision.positive("intermediate_size"),
        heads,
        vision.positive("in_channels", vision.positive("in_chans", 3)),
        vision.positive("out_hidden_size"),
        vision.positive("patch_size", 14),
        vision.positive("spatial_merge_size", 2),
        vision.positive("temporal_patch_size", 2),
        vision.positive("window_size", 112),
        vision.integers("fullatt_block_indexes"));
  }

  /** Patches that become one token. */
  int mergeUnit() {
    return spatialMergeSize * spatialMergeSize;
  }

  /** Side of an attention window in merged cells. */
  int windowCells() {
    return windowSize / spatialMergeSize / patchSize;
  }

  /** Values of a patch with all channels and frames. */
  int patchValues() {
    return inChannels * temporalPatchSize * grayPatchValues();
  }

  /** Values of a patch of a gray still image, whose channels and frames are the same. */
  int grayPatchValues() {
    return patchSize * patchSize;
  }

  /** Canonical names and shapes of the weights. */
  Map<String, Shape> weights() {
    Map<String, Shape> weights = new LinkedHashMap<>();
    weights.put(
        "visual.patch_embed.proj.weight",
        new Shape(hiddenSize, inChannels, temporalPatchSize, patchSize, patchSize));
    for (int i = 0; i < depth; i++) {
      String block = "visual.blocks." + i + ".";
      weights.put(block + "norm1.weight", new Shape(hiddenSize));
      weights.put(block + "norm2.weight", new Shape(hiddenSize));
      linear(weights, block + "attn.qkv", 3 * hiddenSize, hiddenSize);
      linear(weights, block + "attn.proj", hiddenSize, hiddenSize);
      linear(weights, block + "mlp.gate_proj", intermediateSize, hiddenSize);
      linear(weights, block + "mlp.up_proj", intermediateSize, hiddenSize);
      linear(weights, block + "mlp.down_proj", hiddenSize, intermediateSize);
    }
    int merged = hiddenSize * mergeUnit();
    weights.put("visual.merger.ln_q.weight", new Shape(hiddenSize));
    linear(weights, "visual.merger.mlp.0", merged, merged);
    linear(weights, "visual.merger.mlp.2", outHiddenSize, merged);
    return weights;
  }

  private static void linear(Map<String, Shape> weights, String name, int out, int in) {
    weights.put(name + ".weight", new Shape(out, in));
    weights.put(name + ".bias", new Shape(out));
  }
}
