package io.scriptorium.engine.model.gpt2;

import ai.djl.ndarray.types.Shape;
import io.scriptorium.engine.model.ConfigNode;
import io.scriptorium.engine.model.PromptPositions;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * A configuration of GPT-2, or of OPT under the same names; fields carry GPT-2's.
 *
 * @param firstPosition row of the first token's position; those before stand for none
 * @param apart whether projections are stored as (out, in), those to queries, keys and values each
 *     by itself
 */
public record Gpt2Config(
    int vocabSize,
    int nPositions,
    int nEmbd,
    int nLayer,
    int nHead,
    int nInner,
    double layerNormEpsilon,
    Activation activation,
    boolean scaleAttnByInverseLayerIdx,
    boolean tieWordEmbeddings,
    int firstPosition,
    boolean apart) {

  /** What a feed-forward layer has between its two projections. */
  public enum Activation {
    GELU_TANH(0),
    GELU(1),
    RELU(2);

    /** The program's number of it. */
    final int number;

    Activation(int number) {
      this.number = number;
    }
  }

  static Gpt2Config of(ConfigNode root) {
    int hidden = root.positive("n_embd");
    int heads = root.positive("n_head");
    root.requireShared("n_embd", hidden, heads);
    root.only("add_cross_attention", false);
    root.only("scale_attn_weights", true);
    return new Gpt2Config(
        root.positive("vocab_size"),
        root.positive("n_positions"),
        hidden,
        root.positive("n_layer"),
        heads,
        root.positive("n_inner", 4 * hidden),
        root.number("layer_norm_epsilon", 1e-5),
        activation(root),
        root.flag("scale_attn_by_inverse_layer_idx", false),
        root.flag("tie_word_embeddings", true),
        0,
        false);
  }

  private static Activation activation(ConfigNode root) {
    String key = "activation_function";
    return switch (root.text(key, "gelu_new")) {
      case "gelu_new", "gelu_pytorch_tanh" -> Activation.GELU_TANH;
      case "gelu" -> Activation.GELU;
      case "relu" -> Activation.RELU;
      default -> throw root.unsupported(key, "gelu_new", "gelu_pytorch_tanh", "gelu", "relu");
    };
  }

  int headDim() {
    return nEmbd / nHead;
  }

  /** Where the tokens of a prompt of some length stand. */
  public PromptPositions locate(int tokens) {
    int next = firstPosition + tokens;
    return new PromptPositions(new int[][] {IntStream.range(firstPosition, next).toArray()}, next);
  }

  /** Canonical names and shapes of the weights. */
  public Map<String, Shape> weights() {
    Map<String, Shape> weights = new LinkedHashMap<>();
    weights.put("wte.weight", new Shape(vocabSize, nEmbd));
    weights.put("wpe.weight", new Shape(firstPosition + nPositions, nEmbd));
    if (!tieWordEmbeddings) {
      weights.put("lm_head.weight", new Shape(vocabSize, nEmbd));
    }
    for (int i = 0; i < nLayer; i++) {
      String layer = "h." + i + ".";
      norm(weights, layer + "ln_1");
      if (apart) {
        projection(weights, layer + "attn.q_proj", nEmbd, nEmbd);
        projection(weights, layer + "attn.k_proj", nEmbd, nEmbd);
        projection(weights, layer + "attn.v_proj", nEmbd, nEmbd);
      } else {
        projection(weights, layer + "attn.c_attn", nEmbd, 3 * nEmbd);
      }
      projection(weights, layer + "attn.c_proj", nEmbd, nEmbd);
      norm(weights, layer + "ln_2");
      projection(weights, layer + "mlp.c_fc", nEmbd, nInner);
      projection(weights, layer + "mlp.c_proj", nInner, nEmbd);
    }
    norm(weights, "ln_f");
    return weights;
  }

  private void norm(Map<String, Shape> weights, String name) {
    weights.put(name + ".weight", new Shape(nEmbd));
    weights.put(name + ".bias", new Shape(nEmbd));
  }

  private void projection(Map<String, Shape> weights, String name, int in, int out) {
    weights.put(name + ".weight", apart ? new Shape(out, in) : new Shape(in, out));
    weights.put(name + ".bias", new Shape(out));
  }
}
