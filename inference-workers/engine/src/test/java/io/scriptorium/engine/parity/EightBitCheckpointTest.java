package io.scriptorium.engine.parity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.scriptorium.engine.model.ComputeType;
import io.scriptorium.engine.model.Model;
import io.scriptorium.engine.model.ModelLoader;
import io.scriptorium.engine.torch.Checkpoint;
import io.scriptorium.engine.torch.CheckpointException;
import io.scriptorium.engine.torch.SafetensorsWriter;
import io.scriptorium.engine.torch.TensorScope;
import io.scriptorium.engine.torch.Torch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A DeepSeek-V3 whose projections are numbers of 8 bits with a scale for each block answers as one
 * that holds the products of numbers and scales.
 */
class EightBitCheckpointTest {
  /** Does not divide the matrices evenly. */
  private static final int[] BLOCK = {20, 24};

  private static final String FIXTURE = "parity/models/deepseek-v3-mtp";
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path eightBits;
  @TempDir Path plain;

  @BeforeEach
  void writeBoth() throws IOException {
    Torch.get().adoptThread();
    SafetensorsWriter stored = new SafetensorsWriter();
    SafetensorsWriter products = new SafetensorsWriter();
    Random random = new Random(23);
    try (Checkpoint fixture =
            Checkpoint.openFile(Fixtures.folder(FIXTURE).resolve("model.safetensors"));
        TensorScope scope = Torch.get().open(Device.cpu())) {
      for (String name : fixture.names().stream().sorted().toList()) {
        Shape shape = fixture.shape(name);
        List<Long> sizes = LongStream.of(shape.getShape()).boxed().toList();
        if (name.endsWith("_proj.weight") && !name.contains("eh_proj")) {
          addProjection(name, sizes, random, stored, products);
        } else {
          float[] numbers = fixture.load(scope, name).toFloatArray();
          stored.add(name, sizes, numbers);
          products.add(name, sizes, numbers);
        }
      }
    }
    stored.write(eightBits.resolve("model.safetensors"));
    products.write(plain.resolve("model.safetensors"));
    configure(plain, false);
    configure(eightBits, true);
  }

  private static void addProjection(
      String name,
      List<Long> sizes,
      Random random,
      SafetensorsWriter stored,
      SafetensorsWriter products) {
    int rows = Math.toIntExact(sizes.get(0));
    int columns = Math.toIntExact(sizes.get(1));
    int across = (columns + BLOCK[1] - 1) / BLOCK[1];
    int down = (rows + BLOCK[0] - 1) / BLOCK[0];
    float[] scales = new float[down * across];
    for (int i = 0; i < scales.length; i++) {
      scales[i] = 0.0005f + 0.001f * random.nextFloat();
    }
    byte[] bytes = new byte[rows * columns];
    float[] numbers = new float[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      int magnitude = random.nextInt(0x7f);
      bytes[i] = (byte) (random.nextBoolean() ? magnitude : 0x80 | magnitude);
      float scale = scales[i / columns / BLOCK[0] * across + i % columns / BLOCK[1]];
      numbers[i] = decode(bytes[i]) * scale;
    }
    stored.add(name, "F8_E4M3", sizes, bytes);
    stored.add(name + "_scale_inv", List.of((long) down, (long) across), scales);
    products.add(name, sizes, numbers);
  }

  /** A sign, 4 bits of exponent with a bias of 7, 3 bits of fraction. */
  private static float decode(byte bits) {
    int exponent = bits >> 3 & 0xf;
    int fraction = bits & 7;
    float magnitude =
        exponent == 0 ? Math.scalb(fraction / 8f, -6) : Math.scalb(1 + fraction / 8f, exponent - 7);
    return bits < 0 ? -magnitude : magnitude;
  }

  private static void configure(Path folder, boolean quantized) throws IOException {
    ObjectNode config =
        (ObjectNode) JSON.readTree(Fixtures.folder(FIXTURE).resolve("config.json").toFile());
    if (quantized) {
      config
          .putObject("quantization_config")
          .put("quant_method", "fp8")
          .put("fmt", "e4m3")
          .put("activation_scheme", "dynamic")
          .putArray("weight_block_size")
          .add(BLOCK[0])
          .add(BLOCK[1]);
    }
    JSON.writeValue(folder.resolve("config.json").toFile(), config);
  }

  @Test
  void answersAsTheProductsDo() {
    assertThat(logits(eightBits)).containsExactly(logits(plain));
  }

  private static float[] logits(Path folder) {
    int[] prompt = new Random(4).ints(30, 1, 256).toArray();
    try (Model model = ModelLoader.load(folder, ComputeType.FLOAT32, Device.cpu());
        PromptRun run = PromptRun.of(model, prompt, List.of())) {
      return run.logits();
    }
  }

  @Test
  void namesTheScalesThatDoNotFitTheBlocks() throws IOException {
    editConfig("[20,24]", "[20,32]");

    assertRefused(
        "self_attn.q_a_proj.weight_scale_inv has the shape (3, 3); config.json asks for (3, 2)");
  }

  @Test
  void namesAMatrixThatIsQuantizedWithoutAWord() throws IOException {
    editConfig("quantization_config", "other_config");

    assertRefused("is stored as F8_E4M3; config.json has no quantization_config for it");
  }

  @Test
  void namesAMethodThatIsNotSupported() throws IOException {
    editConfig("\"fp8\"", "\"gptq\"");

    assertRefused("config.json: quantization_config.quant_method is \"gptq\"; supported: fp8");
  }

  private void editConfig(String part, String other) throws IOException {
    Path config = eightBits.resolve("config.json");
    String text = Files.readString(config);
    assertThat(text).contains(part);
    Files.writeString(config, text.replace(part, other));
  }

  private void assertRefused(String reason) {
    assertThatThrownBy(() -> ModelLoader.load(eightBits, ComputeType.FLOAT32, Device.cpu()).close())
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining(reason);
  }
}
