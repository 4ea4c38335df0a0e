package io.scriptorium.engine.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import io.scriptorium.engine.torch.Checkpoint;
import io.scriptorium.engine.torch.CheckpointException;
import io.scriptorium.engine.torch.SafetensorsWriter;
import io.scriptorium.engine.torch.ScaledBlocks;
import io.scriptorium.engine.torch.TensorScope;
import io.scriptorium.engine.torch.Torch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LoraAdapterTest {
  private static final int IN = 3;
  private static final int OUT = 2;
  private static final float[] WIDE = {1, 2, 3, 4, 5, 6};
  private static final float[] SQUARE = {1, 2, 3, 4};

  @TempDir Path base;
  @TempDir Path folder;

  @BeforeEach
  void writeBase() throws IOException {
    new SafetensorsWriter()
        .add("model.layers.0.up_proj.weight", List.of(2L, 3L), WIDE)
        .add("model.layers.0.square.weight", List.of(2L, 2L), SQUARE)
        .add("model.norm.weight", List.of(2L), 1, 1)
        .add("model.embed_tokens.weight", List.of(3L, 2L), WIDE)
        .write(base.resolve("model.safetensors"));
  }

  private static AdapterFiles usual() {
    return new AdapterFiles(2, 3, "up_proj").factors("model.layers.0.up_proj", 2, IN, OUT);
  }

  /** A weight of the base as programs get it. */
  private float[] merged(AdapterFiles adapter, String name) throws IOException {
    adapter.write(folder);
    Torch.get().adoptThread();
    try (Checkpoint checkpoint = Checkpoint.open(base, UnaryOperator.identity());
        LoraAdapter opened = LoraAdapter.open(folder);
        TensorScope scope = Torch.get().open(Device.cpu())) {
      opened.applyTo(checkpoint, UnaryOperator.identity());
      return numbers(checkpoint.load(scope, List.of(name)), name);
    }
  }

  private static float[] numbers(Map<String, NDArray> loaded, String name) {
    return Objects.requireNonNull(loaded.get(name)).toFloatArray();
  }

  private static float[] sum(AdapterFiles adapter, String module, double scale) {
    return adapter.of(module).addedTo(WIDE, scale, false);
  }

  @Test
  void addsTheProductOfItsFactorsTimesAlphaByRank() throws IOException {
    AdapterFiles adapter = usual();

    assertThat(merged(adapter, "model.layers.0.up_proj.weight"))
        .containsExactly(sum(adapter, "model.layers.0.up_proj", 1.5), within(1e-6f));
    assertThat(merged(adapter, "model.layers.0.square.weight")).containsExactly(SQUARE);
  }

  @Test
  void rankStabilisedOnesAreDividedByTheRootOfTheRank() throws IOException {
    AdapterFiles adapter = usual();
    adapter.config().put("use_rslora", true);

    assertThat(merged(adapter, "model.layers.0.up_proj.weight"))
        .containsExactly(sum(adapter, "model.layers.0.up_proj", 3 / Math.sqrt(2)), within(1e-6f));
  }

  @Test
  void ranksAndAlphasOfSomeModulesDiffer() throws IOException {
    AdapterFiles adapter =
        new AdapterFiles(8, 16, "up_proj").factors("model.layers.0.up_proj", 1, IN, OUT);
    adapter.config().putObject("rank_pattern").put("up_proj", 1);
    adapter.config().putObject("alpha_pattern").put("layers\\.\\d\\.up_proj", 0.5).put("proj", 9);

    assertThat(merged(adapter, "model.layers.0.up_proj.weight"))
        .containsExactly(sum(adapter, "model.layers.0.up_proj", 0.5), within(1e-6f));
  }

  @ParameterizedTest
  @CsvSource({"true", "false"})
  void matricesMayBeStoredTheOtherWayRound(boolean transposed) throws IOException {
    AdapterFiles adapter =
        new AdapterFiles(2, 2, "up_proj", "square")
            .factors("model.layers.0.up_proj", 2, OUT, IN)
            .factors("model.layers.0.square", 2, 2, 2);
    adapter.config().put("fan_in_fan_out", transposed);

    assertThat(merged(adapter, "model.layers.0.square.weight"))
        .containsExactly(
            adapter.of("model.layers.0.square").addedTo(SQUARE, 1, transposed), within(1e-6f));
    assertThat(merged(adapter, "model.layers.0.up_proj.weight"))
        .as("its shape tells")
        .containsExactly(
            adapter.of("model.layers.0.up_proj").addedTo(WIDE, 1, true), within(1e-6f));
  }

  @Test
  void embeddingsHaveFactorsToo() throws IOException {
    AdapterFiles adapter =
        new AdapterFiles(2, 2, "embed_tokens").embeddingFactors("model.embed_tokens", 2, 3, 2);

    assertThat(merged(adapter, "model.embed_tokens.weight"))
        .containsExactly(adapter.of("model.embed_tokens").addedTo(WIDE, 1, true), within(1e-6f));
  }

  @ParameterizedTest
  @CsvSource({"model.norm.weight", "model.norm.modules_to_save.weight"})
  void whatIsStoredWholeTakesThePlaceOfTheBases(String name) throws IOException {
    AdapterFiles adapter = usual();
    adapter.config().putArray("modules_to_save").add("norm");
    float[] norm = adapter.tensor("base_model.model." + name, 2);

    assertThat(merged(adapter, "model.norm.weight")).containsExactly(norm);
  }

  @ParameterizedTest
  @CsvSource({"layers.0.up_proj", "model.model.layers.0.up_proj"})
  void modulesMayBeNamedFromInsideOrOutside(String module) throws IOException {
    AdapterFiles adapter = new AdapterFiles(2, 2, "up_proj").factors(module, 2, IN, OUT);

    assertThat(merged(adapter, "model.layers.0.up_proj.weight"))
        .containsExactly(sum(adapter, module, 1), within(1e-6f));
  }

  @Test
  void modulesMayBeNamedByARegularExpression() throws IOException {
    AdapterFiles adapter = usual();
    adapter.config().put("target_modules", "model\\.layers\\..*(up|down)_proj");

    assertThat(merged(adapter, "model.layers.0.up_proj.weight"))
        .containsExactly(sum(adapter, "model.layers.0.up_proj", 1.5), within(1e-6f));
  }

  /** 1, 2, ... 6 in bfloat16, which the engine reads as bytes. */
  @Test
  void aBaseOf16BitsIsAddedToIn32() throws IOException {
    byte[] half = new byte[2 * WIDE.length];
    for (int i = 0; i < WIDE.length; i++) {
      int bits = Float.floatToIntBits(WIDE[i]) >>> 16;
      half[2 * i] = (byte) bits;
      half[2 * i + 1] = (byte) (bits >>> 8);
    }
    new SafetensorsWriter()
        .add("model.layers.0.up_proj.weight", "BF16", List.of(2L, 3L), half)
        .write(base.resolve("model.safetensors"));
    AdapterFiles adapter = usual();

    assertThat(merged(adapter, "model.layers.0.up_proj.weight"))
        .containsExactly(sum(adapter, "model.layers.0.up_proj", 1.5), within(1e-6f));
  }

  /** Numbers of 8 bits: 1 is 0x38, 2 is 0x40; each row has a scale. */
  @Test
  void aQuantisedBaseIsScaledFirst() throws IOException {
    String name = "model.layers.0.up_proj.weight";
    byte[] bytes = {0x38, 0x38, 0x38, 0x40, 0x40, 0x40};
    new SafetensorsWriter()
        .add(name, "F8_E4M3", List.of(2L, 3L), bytes)
        .add(name + "_scale_inv", List.of(2L, 1L), 0.5f, 3)
        .write(base.resolve("model.safetensors"));
    AdapterFiles adapter = usual();
    adapter.write(folder);
    Torch.get().adoptThread();
    try (Checkpoint checkpoint =
            Checkpoint.open(base, UnaryOperator.identity(), Optional.of(new ScaledBlocks(1, 4)));
        LoraAdapter opened = LoraAdapter.open(folder);
        TensorScope scope = Torch.get().open(Device.cpu())) {
      opened.applyTo(checkpoint, UnaryOperator.identity());

      Map<String, NDArray> loaded = checkpoint.load(scope, List.of(name));

      assertThat(loaded).containsOnlyKeys(name);
      float[] plain = {0.5f, 0.5f, 0.5f, 6, 6, 6};
      assertThat(numbers(loaded, name))
          .containsExactly(
              adapter.of("model.layers.0.up_proj").addedTo(plain, 1.5, false), within(1e-6f));
    }
  }

  @Test
  void namesATensorThatNothingIsThereFor() {
    AdapterFiles adapter =
        new AdapterFiles(2, 2, "down_proj").factors("model.layers.7.down_proj", 2, IN, OUT);

    refused(
        () -> merged(adapter, "model.norm.weight"),
        "adapter_model.safetensors: base_model.model.model.layers.7.down_proj.lora_A.weight: the"
            + " model has no weight model.layers.7.down_proj.weight");
  }

  @Test
  void namesAFactorOfAnotherShape() {
    AdapterFiles adapter =
        new AdapterFiles(2, 2, "up_proj").factors("model.layers.0.up_proj", 2, 5, OUT);

    refused(
        () -> merged(adapter, "model.norm.weight"),
        "base_model.model.model.layers.0.up_proj.lora_A.weight: it has the shape (2, 5), to fit it"
            + " would have (2, 3)");
  }

  @Test
  void namesAFactorOfAnotherRank() {
    AdapterFiles adapter =
        new AdapterFiles(4, 2, "up_proj").factors("model.layers.0.up_proj", 2, IN, OUT);

    refused(
        () -> merged(adapter, "model.norm.weight"),
        "it has the shape (2, 3), to fit it would have (4, 3)");
  }

  @ParameterizedTest
  @CsvSource({
    "base_model.model.model.layers.0.up_proj.lora_magnitude_vector, only factors A and B",
    "base_model.model.model.layers.0.up_proj.lora_B.bias, only factors A and B",
    "model.layers.0.up_proj.lora_A.weight, does not begin with base_model.model.",
    "base_model.model.model.layers.0.square.lora_A.weight, it has no factor B beside it",
    "base_model.model.model.rotary.inv_freq, it is neither a factor nor a weight",
    "base_model.model.lm_head.weight, the model has no weight lm_head.weight",
  })
  void namesATensorThatIsNotUnderstood(String name, String reason) {
    AdapterFiles adapter = usual();
    adapter.tensor(name, 2, 2);

    refused(() -> merged(adapter, "model.norm.weight"), name + ": ", reason);
  }

  @Test
  void namesAModuleThatIsNoTarget() {
    AdapterFiles adapter =
        new AdapterFiles(2, 2, "q_proj").factors("model.layers.0.up_proj", 2, IN, OUT);

    refused(
        () -> merged(adapter, "model.norm.weight"),
        "layers.0.up_proj.lora_A.weight: ",
        "adapter_config.json does not name it in target_modules");
  }

  @Test
  void namesAModuleThatWasToBeSaved() {
    AdapterFiles adapter = usual();
    adapter.config().putArray("modules_to_save").add("norm");

    refused(
        () -> merged(adapter, "model.norm.weight"),
        "adapter_model.safetensors lacks norm, which ",
        "adapter_config.json has in modules_to_save");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "use_dora | true",
        "bias | \"all\"",
        "lora_bias | true",
        "peft_type | \"LOHA\"",
        "init_lora_weights | \"pissa_niter_4\"",
        "layer_replication | [[0, 1]]",
        "trainable_token_indices | [1]",
        "target_modules | \"(\"",
        "r | 0"
      })
  void namesWhatIsNotSupported(String key, String value) throws IOException {
    AdapterFiles adapter = usual();
    adapter.config().set(key, new com.fasterxml.jackson.databind.ObjectMapper().readTree(value));

    refused(() -> merged(adapter, "model.norm.weight"), "adapter_config.json: " + key);
  }

  @Test
  void namesAFileThatIsMissing() throws IOException {
    Path file = usual().write(folder).resolve("adapter_model.safetensors");
    Files.delete(file);
    refused(() -> LoraAdapter.open(folder).close(), "Missing checkpoint file " + file);
    Files.createFile(folder.resolve("adapter_model.bin"));
    refused(() -> LoraAdapter.open(folder).close(), "adapter_model.bin is not supported");
  }

  @Test
  void anAdapterStandsForTheModelThatItNames() throws IOException {
    AdapterFiles adapter = usual();
    adapter.config().put("base_model_name_or_path", base.toString());
    adapter.write(folder);

    assertThat(ModelFolder.of(folder, Optional.empty()))
        .isEqualTo(new ModelFolder(base, Optional.of(folder)));
    assertThat(ModelFolder.of(base, Optional.of(folder)))
        .isEqualTo(new ModelFolder(base, Optional.of(folder)));
    refused(() -> ModelFolder.of(folder, Optional.of(base)), folder + " is an adapter itself");
  }

  @Test
  void anAdapterWhoseModelIsNotHereSaysSo() throws IOException {
    AdapterFiles adapter = usual();
    adapter.config().put("base_model_name_or_path", "Qwen/Qwen2-VL-7B-Instruct");
    adapter.write(folder);

    refused(
        () -> ModelFolder.of(folder, Optional.empty()),
        "adapter_config.json: base_model_name_or_path is \"Qwen/Qwen2-VL-7B-Instruct\"");
  }

  private static void refused(ThrowingCallable loading, String... words) {
    assertThatThrownBy(loading)
        .isInstanceOf(CheckpointException.class)
        .message()
        .contains(words)
        .doesNotContain("\n");
  }
}
