package io.scriptorium.engine.bench;

import ai.djl.Device;
import ai.djl.ndarray.types.Shape;
import io.scriptorium.engine.model.ComputeType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Sizes of a Llama (arXiv 2307.09288) with tied embeddings; fields carry the names of its
 * configuration.
 */
public record LlamaShape(
    int numHiddenLayers,
    int hiddenSize,
    int numAttentionHeads,
    int numKeyValueHeads,
    int headDim,
    int intermediateSize,
    int vocabSize) {
  private static final int MAX_POSITIONS = 2048;

  /** 135 million parameters, as SmolLM2-135M has them (arXiv 2502.02737). */
  public static LlamaShape of135Million() {
    return new LlamaShape(30, 576, 9, 3, 64, 1536, 49_152);
  }

  /** Writes a model folder with random weights. */
  public void writeTo(Path folder) throws IOException {
    checkpoint().writeTo(folder);
  }

  /** Bytes of the weights in some numbers; a step that predicts reads them all. */
  public long weightBytes(ComputeType numbers) {
    return checkpoint().values() * numbers.bytes();
  }

  /** Bytes of the table of embeddings, which is kept beside the head that is tied to it. */
  public long embeddingBytes(ComputeType numbers) {
    int bytes = numbers == ComputeType.BFLOAT16 ? numbers.bytes() : Float.BYTES;
    return (long) vocabSize * hiddenSize * bytes;
  }

  /** What a choice of numbers comes to on the CPU. */
  public ComputeType settle(ComputeType asked) {
    return asked == ComputeType.AUTO
        ? ComputeType.ofHalf(checkpoint().values(), Device.cpu())
        : asked;
  }

  /**
   * Floating-point operations of a prompt's computation: projections of each token, causal
   * attention, and one row of the head.
   */
  public double prefillOperations(int tokens) {
    double projections = 2.0 * tokens * numHiddenLayers * projectionWeights();
    double attention = 2.0 * tokens * tokens * numHiddenLayers * numAttentionHeads * headDim;
    return projections + attention + 2.0 * vocabSize * hiddenSize;
  }

  /** Shapes of a layer's projections as (in, out) pairs. */
  long[] projections() {
    long q = (long) numAttentionHeads * headDim;
    long kv = (long) numKeyValueHeads * headDim;
    return new long[] {
      hiddenSize, q + 2 * kv,
      q, hiddenSize,
      hiddenSize, intermediateSize,
      hiddenSize, intermediateSize,
      intermediateSize, hiddenSize
    };
  }

  private long projectionWeights() {
    long[] pairs = projections();
    long sum = 0;
    for (int i = 0; i < pairs.length; i += 2) {
      sum += pairs[i] * pairs[i + 1];
    }
    return sum;
  }

  private RandomCheckpoint checkpoint() {
    return new RandomCheckpoint(config(), weights());
  }

  private Map<String, Object> config() {
    Map<String, Object> config = new LinkedHashMap<>();
    config.put("model_type", "llama");
    config.put("num_hidden_layers", numHiddenLayers);
    config.put("hidden_size", hiddenSize);
    config.put("num_attention_heads", numAttentionHeads);
    config.put("num_key_value_heads", numKeyValueHeads);
    config.put("head_dim", headDim);
    config.put("intermediate_size", intermediateSize);
    config.put("vocab_size", vocabSize);
    config.put("max_position_embeddings", MAX_POSITIONS);
    config.put("tie_word_embeddings", true);
    return config;
  }

  private Map<String, Shape> weights() {
    int q = numAttentionHeads * headDim;
    int kv = numKeyValueHeads * headDim;
    Map<String, Shape> weights = new LinkedHashMap<>();
    weights.put("model.embed_tokens.weight", new Shape(vocabSize, hiddenSize));
    for (int i = 0; i < numHiddenLayers; i++) {
      String layer = "model.layers." + i + ".";
      weights.put(layer + "input_layernorm.weight", new Shape(hiddenSize));
      weights.put(layer + "self_attn.q_proj.weight", new Shape(q, hiddenSize));
      weights.put(layer + "self_attn.k_proj.weight", new Shape(kv, hiddenSize));
      weights.put(layer + "self_attn.v_proj.weight", new Shape(kv, hiddenSize));
      weights.put(layer + "self_attn.o_proj.weight", new Shape(hiddenSize, q));
      weights.put(layer + "post_attention_layernorm.weight", new Shape(hiddenSize));
      weights.put(layer + "mlp.gate_proj.weight", new Shape(intermediateSize, hiddenSize));
      weights.put(layer + "mlp.up_proj.weight", new Shape(intermediateSize, hiddenSize));
      weights.put(layer + "mlp.down_proj.weight", new Shape(hiddenSize, intermediateSize));
    }
    weights.put("model.norm.weight", new Shape(hiddenSize));
    return weights;
  }
}
