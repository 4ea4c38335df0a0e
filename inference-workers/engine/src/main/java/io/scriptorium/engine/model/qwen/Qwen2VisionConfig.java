package io.scriptorium.engine.model.qwen;

import ai.djl.ndarray.types.Shape;
import io.scriptorium.engine.model.Activation;
import io.scriptorium.engine.model.ConfigNode;
import io.scriptorium.engine.torch.TorchArchive;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The vision tower's part of a Qwen2-VL configuration (arXiv 2409.12191): every block attends
 * within a whole frame. Fields carry its names.
 *
 * @param hiddenSize size of an image token's embedding
 */
record Qwen2VisionConfig(
    int depth,
    int embedDim,
    int mlpDim,
    int numHeads,
    int hiddenSize,
    Activation hiddenAct,
    PatchLayout patches)
    implements VisionConfig {

  static Qwen2VisionConfig of(ConfigNode root) {
    ConfigNode vision = root.child("vision_config");
    int heads = vision.positive("num_heads");
    int embed = vision.positive("embed_dim");
    if (embed % heads != 0 || embed / heads % 4 != 0) {
      throw vision.refused(
          "vision embed_dim %d cannot be shared by %d heads".formatted(embed, heads));
    }
    double ratio = vision.has("mlp_ratio") ? vision.factor("mlp_ratio") : 4;
    return new Qwen2VisionConfig(
        vision.positive("depth"),
        embed,
        (int) (embed * ratio),
        heads,
        vision.positive("hidden_size"),
        Activation.of(vision, Activation.QUICK_GELU),
        PatchLayout.of(vision));
  }

  /** A window is a whole frame. */
  @Override
  public int windowCells() {
    return Integer.MAX_VALUE;
  }

  @Override
  public int outHiddenSize() {
    return hiddenSize;
  }

  @Override
  public Map<String, Shape> weights() {
    Map<String, Shape> weights = new LinkedHashMap<>();
    weights.put("visual.patch_embed.proj.weight", patches.embedding(embedDim));
    for (int i = 0; i < depth; i++) {
      String block = "visual.blocks." + i + ".";
      norm(weights, block + "norm1");
      norm(weights, block + "norm2");
      linear(weights, block + "attn.qkv", 3 * embedDim, embedDim);
      linear(weights, block + "attn.proj", embedDim, embedDim);
      linear(weights, block + "mlp.fc1", mlpDim, embedDim);
      linear(weights, block + "mlp.fc2", embedDim, mlpDim);
    }
    int merged = embedDim * patches.mergeUnit();
    norm(weights, "visual.merger.ln_q");
    linear(weights, "visual.merger.mlp.0", merged, merged);
    linear(weights, "visual.merger.mlp.2", hiddenSize, merged);
    return weights;
  }

  private void norm(Map<String, Shape> weights, String name) {
    weights.put(name + ".weight", new Shape(embedDim));
    weights.put(name + ".bias", new Shape(embedDim));
  }

  private static void linear(Map<String, Shape> weights, String name, int out, int in) {
    weights.put(name + ".weight", new Shape(out, in));
    weights.put(name + ".bias", new Shape(out));
  }

  @Override
  public TorchArchive program() {
    return new TorchArchive()
        .program(Qwen2VisionConfig.class, "qwen2_vision.py")
        .functions("encoder", ConfigNode.class, "encoder.py")
        .set("depth", depth)
        .set("heads", numHeads)
        .set("merge_unit", patches.mergeUnit())
        .set("activation", hiddenAct.code())
        .emptyLists("patch_weight", "frequencies", "blocks", "merger_norm", "merger_weight")
        .emptyLists("merger_bias");
  }
}
