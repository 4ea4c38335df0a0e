package io.scriptorium.engine.model.navit;

import ai.djl.ndarray.types.Shape;
import io.scriptorium.engine.PixelValues;
import io.scriptorium.engine.model.BadPromptException;
import io.scriptorium.engine.model.ConfigNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * A NaViT configuration; fields carry its names.
 *
 * @param rows positions from top to bottom: {@code image_size}'s height in patches
 * @param columns positions from left to right
 * @param dim size of a patch's state
 * @param dimHead size of an attention head
 * @param classes names of the classes, by {@code id2label} where there is one
 */
record NavitConfig(
    int channels,
    int patchSize,
    int rows,
    int columns,
    PositionScheme scheme,
    int dim,
    int depth,
    int heads,
    int dimHead,
    int mlpDim,
    List<String> classes) {
  private static final String SIZE = "image_size";
  private static final String LABELS = "id2label";

  NavitConfig {
    classes = List.copyOf(classes);
  }

  static NavitConfig of(ConfigNode root) {
    int patchSize = root.positive("patch_size");
    int[] size = imageSize(root);
    for (int side : size) {
      if (side % patchSize != 0) {
        throw root.refused(
            "image_size %d is no multiple of patch_size %d".formatted(side, patchSize));
      }
    }
    return new NavitConfig(
        root.positive("channels", 3),
        patchSize,
        size[0] / patchSize,
        size[1] / patchSize,
        PositionScheme.of(root),
        root.positive("dim"),
        root.positive("depth"),
        root.positive("heads"),
        root.positive("dim_head", 64),
        root.positive("mlp_dim"),
        classes(root, root.positive("num_classes")));
  }

  /** Height and width: two numbers, or one for both. */
  private static int[] imageSize(ConfigNode root) {
    if (!root.node().path(SIZE).isArray()) {
      int side = root.positive(SIZE);
      return new int[] {side, side};
    }
    int[] size = root.integers(SIZE);
    if (size.length != 2 || size[0] < 1 || size[1] < 1) {
      throw root.refused(
          "image_size is %s; it must be a side, or a height and a width"
              .formatted(root.node().get(SIZE)));
    }
    return size;
  }

  private static List<String> classes(ConfigNode root, int count) {
    if (!root.has(LABELS)) {
      return IntStream.range(0, count).mapToObj(i -> "class " + i).toList();
    }
    ConfigNode labels = root.child(LABELS);
    if (labels.node().size() != count) {
      throw root.refused(
          "id2label names %d classes; num_classes is %d".formatted(labels.node().size(), count));
    }
    return IntStream.range(0, count)
        .mapToObj(
            i -> {
              String key = String.valueOf(i);
              if (!labels.has(key)) {
                throw root.refused("id2label has no name for class " + key);
              }
              return labels.text(key, key);
            })
        .toList();
  }

  private int values() {
    return channels * patchSize * patchSize;
  }

  /**
   * Checks that an image is prepared for this model.
   *
   * @throws BadPromptException if not
   */
  void check(PixelValues image) {
    if (image.gridT() != 1 || image.valuesPerPatch() != values()) {
      throw new BadPromptException(
          "An image has %d x %d patches of %d values in each of %d frames, not of %d in one"
              .formatted(
                  image.gridH(), image.gridW(), image.valuesPerPatch(), image.gridT(), values()));
    }
    if (!scheme.reaches(image.gridH(), rows) || !scheme.reaches(image.gridW(), columns)) {
      throw new BadPromptException(
          "An image has %d x %d patches; the model has positions for %d x %d"
              .formatted(image.gridH(), image.gridW(), rows, columns));
    }
  }

  /** Names and shapes of the weights. */
  Map<String, Shape> weights() {
    Map<String, Shape> weights = new LinkedHashMap<>();
    norm(weights, "to_patch_embedding.0", values());
    linear(weights, "to_patch_embedding.1", dim, values());
    norm(weights, "to_patch_embedding.2", dim);
    weights.put("pos_embed_height", new Shape(rows, dim));
    weights.put("pos_embed_width", new Shape(columns, dim));
    for (int i = 0; i < depth; i++) {
      String layer = "transformer.layers." + i + ".";
      attention(weights, layer + "0.");
      norm(weights, layer + "1.0", dim);
      linear(weights, layer + "1.1", mlpDim, dim);
      linear(weights, layer + "1.4", dim, mlpDim);
    }
    norm(weights, "transformer.norm", dim);
    weights.put("attn_pool_queries", new Shape(dim));
    attention(weights, "attn_pool.");
    norm(weights, "mlp_head.0", dim);
    weights.put("mlp_head.1.weight", new Shape(classes.size(), dim));
    return weights;
  }

  private void attention(Map<String, Shape> weights, String name) {
    int inner = heads * dimHead;
    norm(weights, name + "norm", dim);
    weights.put(name + "q_norm.gamma", new Shape(heads, 1, dimHead));
    weights.put(name + "k_norm.gamma", new Shape(heads, 1, dimHead));
    weights.put(name + "to_q.weight", new Shape(inner, dim));
    weights.put(name + "to_kv.weight", new Shape(2L * inner, dim));
    weights.put(name + "to_out.0.weight", new Shape(dim, inner));
  }

  private static void norm(Map<String, Shape> weights, String name, int size) {
    weights.put(name + ".gamma", new Shape(size));
    weights.put(name + ".beta", new Shape(size));
  }

  private static void linear(Map<String, Shape> weights, String name, int out, int in) {
    weights.put(name + ".weight", new Shape(out, in));
    weights.put(name + ".bias", new Shape(out));
  }
}
