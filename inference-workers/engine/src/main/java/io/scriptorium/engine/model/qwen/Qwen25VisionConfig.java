package io.scriptorium.engine.model.qwen;

import ai.djl.ndarray.types.Shape;
import io.scriptorium.engine.model.ConfigNode;
import io.scriptorium.engine.torch.TorchArchive;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The vision tower's part of a Qwen2.5-VL configuration (arXiv 2502.13923): most blocks attend
 * within windows. Fields carry its names.
 */
@SuppressWarnings("ArrayRecordComponent")
record Qwen25VisionConfig(
    int depth,
    int hiddenSize,
    int intermediateSize,
    int numHeads,
    int outHiddenSize,
    int windowSize,
    int[] fullattBlockIndexes,
    PatchLayout patches)
    implements VisionConfig {

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
        vision.positive("out_hidden_size"),
        vision.positive("window_size", 112),
        vision.integers("fullatt_block_indexes"),
        PatchLayout.of(vision));
  }

  @Override
  public int windowCells() {
    return windowSize / patches.mergeSize() / patches.patchSize();
  }

  @Override
  public Map<String, Shape> weights() {
    Map<String, Shape> weights = new LinkedHashMap<>();
    weights.put("visual.patch_embed.proj.weight", patches.embedding(hiddenSize));
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
    int merged = hiddenSize * patches.mergeUnit();
    weights.put("visual.merger.ln_q.weight", new Shape(hiddenSize));
    linear(weights, "visual.merger.mlp.0", merged, merged);
    linear(weights, "visual.merger.mlp.2", outHiddenSize, merged);
    return weights;
  }

  private static void linear(Map<String, Shape> weights, String name, int out, int in) {
    weights.put(name + ".weight", new Shape(out, in));
    weights.put(name + ".bias", new Shape(out));
  }

  @Override
  public TorchArchive program() {
    return new TorchArchive()
        .program(Qwen25VisionConfig.class, "qwen2_5_vision.py")
        .set("depth", depth)
        .set("heads", numHeads)
        .set("merge_unit", patches.mergeUnit())
        .set("full_blocks", fullattBlockIndexes)
        .emptyLists("patch_weight", "frequencies", "qkv_weight", "qkv_bias", "proj_weight")
        .emptyLists("proj_bias", "gate_weight", "gate_bias", "up_weight", "up_bias")
        .emptyLists("down_weight", "down_bias")
        .emptyLists("merger_weight", "merger_bias");
  }
}
