package io.scriptorium.engine.model;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.scriptorium.engine.torch.SafetensorsWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;

/** Writes LoRA adapters as PEFT does, with random factors. */
public final class AdapterFiles {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Random random = new Random(11);
  private final SafetensorsWriter tensors = new SafetensorsWriter();
  private final ObjectNode config = JSON.createObjectNode();
  private final Map<String, Factors> factors = new LinkedHashMap<>();

  /** Factors of a module: a (rank, in), b (out, rank). */
  @SuppressWarnings("ArrayRecordComponent")
  public record Factors(int rank, int in, int out, float[] a, float[] b) {
    /** Adds {@code scale * b a} to a matrix (out, in), or (in, out) if it is transposed. */
    public float[] addedTo(float[] matrix, double scale, boolean transposed) {
      float[] sum = matrix.clone();
      for (int o = 0; o < out; o++) {
        for (int i = 0; i < in; i++) {
          double product = 0;
          for (int k = 0; k < rank; k++) {
            product += (double) b[o * rank + k] * a[k * in + i];
          }
          sum[transposed ? i * out + o : o * in + i] += (float) (scale * product);
        }
      }
      return sum;
    }
  }

  /** An adapter of this rank and alpha for modules whose names end so. */
  public AdapterFiles(int rank, double alpha, String... targets) {
    config.put("peft_type", "LORA").put("r", rank).put("lora_alpha", alpha).put("bias", "none");
    List.of(targets).forEach(config.putArray("target_modules")::add);
  }

  /** The configuration, to be changed. */
  public ObjectNode config() {
    return config;
  }

  /** Adds factors of a module. */
  public AdapterFiles factors(String module, int rank, int in, int out) {
    return factors(module, ".lora_%s.weight", rank, in, out);
  }

  /** Adds factors of an embedding of so many numbers for each token. */
  public AdapterFiles embeddingFactors(String module, int rank, int tokens, int size) {
    return factors(module, ".lora_embedding_%s", rank, tokens, size);
  }

  private AdapterFiles factors(String module, String suffix, int rank, int in, int out) {
    Factors both = new Factors(rank, in, out, numbers(rank * in), numbers(out * rank));
    factors.put(module, both);
    String name = "base_model.model." + module + suffix;
    tensors.add(name.formatted("A"), List.of((long) rank, (long) in), both.a());
    tensors.add(name.formatted("B"), List.of((long) out, (long) rank), both.b());
    return this;
  }

  /** Adds any tensor of random numbers, and answers these. */
  public float[] tensor(String name, long... shape) {
    int count = 1;
    for (long size : shape) {
      count *= (int) size;
    }
    float[] numbers = numbers(count);
    tensors.add(name, Arrays.stream(shape).boxed().toList(), numbers);
    return numbers;
  }

  private float[] numbers(int count) {
    float[] numbers = new float[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = 0.2f * (float) random.nextGaussian();
    }
    return numbers;
  }

  /** The factors of a module that has some. */
  public Factors of(String module) {
    return Objects.requireNonNull(factors.get(module));
  }

  /** Writes both files. */
  public Path write(Path folder) throws IOException {
    Files.createDirectories(folder);
    JSON.writeValue(folder.resolve("adapter_config.json").toFile(), config);
    tensors.write(folder.resolve("adapter_model.safetensors"));
    return folder;
  }
}
