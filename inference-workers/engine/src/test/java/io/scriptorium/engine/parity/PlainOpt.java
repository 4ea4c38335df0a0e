package io.scriptorium.engine.parity;

import io.scriptorium.engine.torch.SafetensorsWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.LongStream;

/**
 * OPT (arXiv 2205.01068) as it is defined, number by number, with random weights: no cache, no
 * batch, nothing shared with the engine.
 */
final class PlainOpt {
  static final int VOCABULARY = 40;
  static final int HIDDEN = 16;
  static final int HEADS = 2;
  static final int LAYERS = 2;
  static final int INNER = 24;
  static final int POSITIONS = 64;

  private static final int FIRST_POSITION = 2;
  private static final double EPS = 1e-5;

  private final Random random = new Random(5);
  private final Map<String, List<Long>> shapes = new LinkedHashMap<>();
  private final Map<String, float[]> weights = new LinkedHashMap<>();

  PlainOpt() {
    tensor("embed_tokens.weight", VOCABULARY, HIDDEN);
    tensor("embed_positions.weight", POSITIONS + FIRST_POSITION, HIDDEN);
    for (int i = 0; i < LAYERS; i++) {
      String layer = "layers." + i + ".";
      for (String name : List.of("q_proj", "k_proj", "v_proj", "out_proj")) {
        linear(layer + "self_attn." + name, HIDDEN, HIDDEN);
      }
      linear(layer + "fc1", INNER, HIDDEN);
      linear(layer + "fc2", HIDDEN, INNER);
      norm(layer + "self_attn_layer_norm");
      norm(layer + "final_layer_norm");
    }
    norm("final_layer_norm");
  }

  private void linear(String name, int out, int in) {
    tensor(name + ".weight", out, in);
    tensor(name + ".bias", out);
  }

  private void norm(String name) {
    tensor(name + ".weight", HIDDEN);
    tensor(name + ".bias", HIDDEN);
  }

  private void tensor(String name, long... sizes) {
    int length = 1;
    for (long size : sizes) {
      length *= (int) size;
    }
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = (float) random.nextGaussian() * 0.3f;
    }
    weights.put(name, values);
    shapes.put(name, LongStream.of(sizes).boxed().toList());
  }

  /** Adds the weights to a file, their names after a prefix. */
  void addTo(SafetensorsWriter file, String prefix) {
    shapes.forEach((name, shape) -> file.add(prefix + name, shape, weight(name)));
  }

  /** Writes the weights alone. */
  void write(Path folder) throws IOException {
    SafetensorsWriter file = new SafetensorsWriter();
    addTo(file, "model.decoder.");
    file.write(folder.resolve("model.safetensors"));
  }

  /** Logits after each token. */
  double[][] logits(int[] tokens) {
    return logits(new float[0], tokens);
  }

  /**
   * Logits after each token.
   *
   * @param images embeddings in the places of the first tokens
   */
  double[][] logits(float[] images, int[] tokens) {
    double[][] x = new double[tokens.length][HIDDEN];
    for (int t = 0; t < tokens.length; t++) {
      for (int i = 0; i < HIDDEN; i++) {
        int at = t * HIDDEN + i;
        float own =
            at < images.length ? images[at] : weight("embed_tokens.weight")[tokens[t] * HIDDEN + i];
        x[t][i] = own + weight("embed_positions.weight")[at + FIRST_POSITION * HIDDEN];
      }
    }
    for (int i = 0; i < LAYERS; i++) {
      String layer = "layers." + i + ".";
      double[][] attended = attention(normed(x, layer + "self_attn_layer_norm"), layer);
      for (int t = 0; t < x.length; t++) {
        add(x[t], linear(attended[t], layer + "self_attn.out_proj"));
        double[] inner = linear(normed(x[t], layer + "final_layer_norm"), layer + "fc1");
        for (int j = 0; j < INNER; j++) {
          inner[j] = Math.max(0, inner[j]);
        }
        add(x[t], linear(inner, layer + "fc2"));
      }
    }
    double[][] logits = new double[tokens.length][];
    for (int t = 0; t < tokens.length; t++) {
      logits[t] =
          product(normed(x[t], "final_layer_norm"), weight("embed_tokens.weight"), VOCABULARY);
    }
    return logits;
  }

  private double[][] attention(double[][] x, String layer) {
    int size = HIDDEN / HEADS;
    double[][] out = new double[x.length][HIDDEN];
    for (int t = 0; t < x.length; t++) {
      double[] query = linear(x[t], layer + "self_attn.q_proj");
      for (int head = 0; head < HEADS; head++) {
        double[] shares = new double[t + 1];
        double sum = 0;
        for (int s = 0; s <= t; s++) {
          double[] key = linear(x[s], layer + "self_attn.k_proj");
          double score = 0;
          for (int i = head * size; i < (head + 1) * size; i++) {
            score += query[i] * key[i];
          }
          shares[s] = Math.exp(score / Math.sqrt(size));
          sum += shares[s];
        }
        for (int s = 0; s <= t; s++) {
          double[] value = linear(x[s], layer + "self_attn.v_proj");
          for (int i = head * size; i < (head + 1) * size; i++) {
            out[t][i] += shares[s] / sum * value[i];
          }
        }
      }
    }
    return out;
  }

  private double[][] normed(double[][] x, String name) {
    double[][] normed = new double[x.length][];
    for (int t = 0; t < x.length; t++) {
      normed[t] = normed(x[t], name);
    }
    return normed;
  }

  private double[] normed(double[] x, String name) {
    double mean = 0;
    for (double value : x) {
      mean += value / x.length;
    }
    double variance = 0;
    for (double value : x) {
      variance += (value - mean) * (value - mean) / x.length;
    }
    double[] normed = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      normed[i] =
          (x[i] - mean) / Math.sqrt(variance + EPS) * weight(name + ".weight")[i]
              + weight(name + ".bias")[i];
    }
    return normed;
  }

  private double[] linear(double[] x, String name) {
    float[] bias = weight(name + ".bias");
    double[] out = product(x, weight(name + ".weight"), bias.length);
    for (int i = 0; i < out.length; i++) {
      out[i] += bias[i];
    }
    return out;
  }

  private static double[] product(double[] x, float[] weight, int outputs) {
    double[] out = new double[outputs];
    for (int i = 0; i < outputs; i++) {
      for (int j = 0; j < x.length; j++) {
        out[i] += x[j] * weight[i * x.length + j];
      }
    }
    return out;
  }

  private static void add(double[] to, double[] other) {
    for (int i = 0; i < to.length; i++) {
      to[i] += other[i];
    }
  }

  private float[] weight(String name) {
    return Objects.requireNonNull(weights.get(name), name);
  }
}
