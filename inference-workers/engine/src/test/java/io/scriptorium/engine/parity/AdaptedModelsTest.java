package io.scriptorium.engine.parity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.Device;
import ai.djl.ndarray.types.Shape;
import io.scriptorium.engine.model.AdapterFiles;
import io.scriptorium.engine.model.ComputeType;
import io.scriptorium.engine.model.Model;
import io.scriptorium.engine.model.ModelFolder;
import io.scriptorium.engine.model.ModelLoader;
import io.scriptorium.engine.torch.Checkpoint;
import io.scriptorium.engine.torch.SafetensorsWriter;
import io.scriptorium.engine.torch.TensorScope;
import io.scriptorium.engine.torch.Torch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A model with an adapter answers as one whose weights were merged with it by hand. */
class AdaptedModelsTest {
  private static final int RANK = 3;
  private static final double ALPHA = 6;

  @TempDir Path adapter;
  @TempDir Path merged;

  /**
   * A fixture, and where its weights lie whose modules had other names when they were trained.
   *
   * @param adapted stored names of weights by the names of the modules
   * @param transposed whether matrices are stored (in, out)
   */
  private record Adapted(String fixture, Map<String, String> adapted, boolean transposed) {
    static Adapted of(String fixture, Map<String, String> adapted) {
      return new Adapted(fixture, adapted, false);
    }

    @Override
    public String toString() {
      return fixture + " " + adapted.keySet();
    }
  }

  static Stream<Adapted> models() {
    return Stream.of(
        new Adapted(
            "gpt2",
            Map.of(
                "transformer.h.0.attn.c_attn", "h.0.attn.c_attn.weight",
                "transformer.h.1.attn.c_proj", "h.1.attn.c_proj.weight",
                "transformer.h.1.mlp.c_fc", "h.1.mlp.c_fc.weight"),
            true),
        Adapted.of(
            "qwen2",
            Map.of(
                "model.layers.0.self_attn.q_proj", "model.layers.0.self_attn.q_proj.weight",
                "model.layers.1.self_attn.v_proj", "model.layers.1.self_attn.v_proj.weight",
                "model.layers.1.mlp.down_proj", "model.layers.1.mlp.down_proj.weight")),
        Adapted.of(
            "qwen2-vl",
            Map.of(
                "model.language_model.layers.0.self_attn.o_proj",
                "model.layers.0.self_attn.o_proj.weight",
                "model.visual.blocks.0.attn.qkv",
                "visual.blocks.0.attn.qkv.weight")),
        Adapted.of(
            "llava-1.5",
            Map.of(
                "model.language_model.layers.0.self_attn.k_proj",
                "language_model.model.layers.0.self_attn.k_proj.weight",
                "language_model.model.layers.1.mlp.gate_proj",
                "language_model.model.layers.1.mlp.gate_proj.weight",
                "multi_modal_projector.linear_1",
                "multi_modal_projector.linear_1.weight")),
        Adapted.of(
            "qwen-vl", Map.of("transformer.h.0.attn.c_attn", "transformer.h.0.attn.c_attn.weight")),
        Adapted.of(
            "deepseek-v1-bf16",
            Map.of("model.layers.0.self_attn.q_proj", "model.layers.0.self_attn.q_proj.weight")));
  }

  @ParameterizedTest
  @MethodSource("models")
  void answersAsWithMergedWeights(Adapted model) throws IOException {
    Path base = write(model);

    float[] adapted =
        logits(model, new ModelFolder(base, Optional.of(adapter)), ComputeType.FLOAT32);

    assertThat(adapted)
        .containsExactly(logits(model, ModelFolder.of(merged), ComputeType.FLOAT32), within(1e-4f));
    assertThat(largest(adapted, logits(model, ModelFolder.of(base), ComputeType.FLOAT32)))
        .as("what the adapter changes")
        .isGreaterThan(0.01f);
  }

  @Test
  void isMergedBeforeWeightsBecomeIntegers() throws IOException {
    assumeTrue(
        ComputeType.INT8.lacking(Device.cpu()).isEmpty(), "this machine does not compute in INT8");
    Adapted model = models().filter(it -> it.fixture.equals("qwen2")).findFirst().orElseThrow();
    Path base = write(model);

    assertThat(logits(model, new ModelFolder(base, Optional.of(adapter)), ComputeType.INT8))
        .containsExactly(logits(model, ModelFolder.of(merged), ComputeType.INT8), within(0.02f));
  }

  /** Writes the adapter, and the checkpoint merged with it; answers the base's folder. */
  private Path write(Adapted model) throws IOException {
    Path base = Fixtures.folder("parity/models/" + model.fixture);
    Torch.get().adoptThread();
    SafetensorsWriter weights = new SafetensorsWriter();
    AdapterFiles files =
        new AdapterFiles(
            RANK,
            ALPHA,
            model.adapted.keySet().stream()
                .map(module -> module.substring(module.lastIndexOf('.') + 1))
                .distinct()
                .toArray(String[]::new));
    files.config().put("fan_in_fan_out", model.transposed);
    try (Checkpoint checkpoint = Checkpoint.openFile(base.resolve("model.safetensors"));
        TensorScope scope = Torch.get().open(Device.cpu())) {
      model.adapted.forEach(
          (module, name) -> {
            Shape shape = checkpoint.shape(name);
            int in = (int) shape.get(model.transposed ? 0 : 1);
            int out = (int) shape.get(model.transposed ? 1 : 0);
            files.factors(module, RANK, in, out);
          });
      for (String name : checkpoint.names().stream().sorted().toList()) {
        List<Long> shape = LongStream.of(checkpoint.shape(name).getShape()).boxed().toList();
        float[] numbers = numbers(checkpoint, scope, name);
        for (Map.Entry<String, String> each : model.adapted.entrySet()) {
          if (each.getValue().equals(name)) {
            numbers = files.of(each.getKey()).addedTo(numbers, ALPHA / RANK, model.transposed);
          }
        }
        weights.add(name, shape, numbers);
      }
    }
    files.write(adapter);
    weights.write(merged.resolve("model.safetensors"));
    Files.copy(base.resolve("config.json"), merged.resolve("config.json"));
    return base;
  }

  /** Numbers of 16 bits come as bytes. */
  private static float[] numbers(Checkpoint checkpoint, TensorScope scope, String name) {
    var tensor = checkpoint.load(scope, name);
    if (tensor.getShape().equals(checkpoint.shape(name))) {
      return tensor.toFloatArray();
    }
    byte[] bytes = tensor.toByteArray();
    float[] numbers = new float[bytes.length / 2];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = Float.intBitsToFloat((bytes[2 * i] & 0xff) << 16 | bytes[2 * i + 1] << 24);
    }
    return numbers;
  }

  private static float[] logits(Adapted model, ModelFolder folder, ComputeType numbers) {
    try (Fixture fixture = Fixture.open(Fixtures.folder("parity/models/" + model.fixture));
        Model loaded = ModelLoader.load(folder, numbers, Device.cpu());
        PromptRun run = PromptRun.of(loaded, fixture.prompt(0), fixture.images(0))) {
      return run.logits();
    }
  }

  private static float largest(float[] some, float[] others) {
    float largest = 0;
    for (int i = 0; i < some.length; i++) {
      largest = Math.max(largest, Math.abs(some[i] - others[i]));
    }
    return largest;
  }
}
