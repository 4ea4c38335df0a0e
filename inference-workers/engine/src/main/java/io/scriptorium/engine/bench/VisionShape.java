package io.scriptorium.engine.bench;

import ai.djl.ndarray.types.Shape;
import io.scriptorium.engine.PixelValues;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Sizes of a vision tower of Qwen2.5-VL's kind (arXiv 2502.13923) with the least language model
 * beside it.
 */
public record VisionShape(int depth, int hiddenSize, int numHeads, int intermediateSize) {
  /** Patches on the side of a merge block. */
  public static final int MERGE_SIZE = 2;

  private static final int PATCH = 14;
  private static final int PATCH_VALUES = 3 * 2 * PATCH * PATCH;
  private static final int MERGED = MERGE_SIZE * MERGE_SIZE;
  private static final int OUT = 64;
  private static final int VOCABULARY = 256;
  private static final long SEED = 3;

  /** Heights and widths in merge blocks of 28 pixels: letters, receipts, tables, stamps, slides. */
  private static final int[][] BLOCKS = {
    {22, 16}, {30, 8}, {12, 22}, {6, 6}, {16, 16}, {9, 26}, {20, 14}, {14, 20}
  };

  /** A small tower: a fifth of the large one's width and a quarter of its depth. */
  public static VisionShape small() {
    return new VisionShape(8, 256, 4, 688);
  }

  /** Images in sizes as pages and parts of pages have them, of random values. */
  public List<PixelValues> pages(int count) {
    Random random = new Random(SEED);
    List<PixelValues> images = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int[] blocks = BLOCKS[random.nextInt(BLOCKS.length)];
      int gridH = 2 * blocks[0];
      int gridW = 2 * blocks[1];
      float[] values = new float[gridH * gridW * PATCH_VALUES];
      for (int j = 0; j < values.length; j++) {
        values[j] = random.nextFloat();
      }
      images.add(new PixelValues(FloatBuffer.wrap(values), 1, gridH, gridW));
    }
    return images;
  }

  /** Writes a model folder with random weights. */
  public void writeTo(Path folder) throws IOException {
    new RandomCheckpoint(config(), weights()).writeTo(folder);
  }

  private Map<String, Object> config() {
    Map<String, Object> vision = new LinkedHashMap<>();
    vision.put("depth", depth);
    vision.put("hidden_size", hiddenSize);
    vision.put("num_heads", numHeads);
    vision.put("intermediate_size", intermediateSize);
    vision.put("out_hidden_size", OUT);
    vision.put("fullatt_block_indexes", new int[] {depth / 2 - 1, depth - 1});
    Map<String, Object> config = new LinkedHashMap<>();
    config.put("model_type", "qwen2_5_vl");
    config.put("num_hidden_layers", 1);
    config.put("hidden_size", OUT);
    config.put("num_attention_heads", 1);
    config.put("intermediate_size", OUT);
    config.put("vocab_size", VOCABULARY);
    config.put("max_position_embeddings", 2048);
    config.put("tie_word_embeddings", true);
    config.put("rope_scaling", Map.of("type", "mrope", "mrope_section", new int[] {8, 12, 12}));
    config.put("image_token_id", VOCABULARY - 1);
    config.put("vision_config", vision);
    return config;
  }

  private Map<String, Shape> weights() {
    Map<String, Shape> weights = new LinkedHashMap<>();
    weights.put("model.embed_tokens.weight", new Shape(VOCABULARY, OUT));
    weights.put("model.norm.weight", new Shape(OUT));
    String layer = "model.layers.0.";
    weights.put(layer + "input_layernorm.weight", new Shape(OUT));
    for (String projection : List.of("q_proj", "k_proj", "v_proj")) {
      linear(weights, layer + "self_attn." + projection, OUT, OUT);
    }
    weights.put(layer + "self_attn.o_proj.weight", new Shape(OUT, OUT));
    weights.put(layer + "post_attention_layernorm.weight", new Shape(OUT));
    for (String projection : List.of("gate_proj", "up_proj", "down_proj")) {
      weights.put(layer + "mlp." + projection + ".weight", new Shape(OUT, OUT));
    }
    weights.put("visual.patch_embed.proj.weight", new Shape(hiddenSize, 3, 2, PATCH, PATCH));
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
    weights.put("visual.merger.ln_q.weight", new Shape(hiddenSize));
    linear(weights, "visual.merger.mlp.0", MERGED * hiddenSize, MERGED * hiddenSize);
    linear(weights, "visual.merger.mlp.2", OUT, MERGED * hiddenSize);
    return weights;
  }

  private static void linear(Map<String, Shape> weights, String name, int out, int in) {
    weights.put(name + ".weight", new Shape(out, in));
    weights.put(name + ".bias", new Shape(out));
  }
}
