package io.scriptorium.engine.parity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.scriptorium.engine.PixelValues;
import io.scriptorium.engine.model.BadPromptException;
import io.scriptorium.engine.model.ComputeType;
import io.scriptorium.engine.model.EncoderInput;
import io.scriptorium.engine.model.Model;
import io.scriptorium.engine.model.ModelCache;
import io.scriptorium.engine.model.ModelLoader;
import io.scriptorium.engine.torch.Checkpoint;
import io.scriptorium.engine.torch.CheckpointException;
import io.scriptorium.engine.torch.SafetensorsWriter;
import io.scriptorium.engine.torch.TensorScope;
import io.scriptorium.engine.torch.Torch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * BLIP-2 beside what it consists of: its Q-Former is InstructBLIP's without an instruction, its
 * language model OPT.
 */
class Blip2Test {
  private static final String INSTRUCTED = "parity/models/instructblip";
  private static final int QUERIES = 8;
  private static final int IMAGE_TOKEN = 39;
  private static final Pattern OF_INSTRUCTIONS =
      Pattern.compile(
          "qformer\\.embeddings\\.(word|position)_.*|.*\\d\\.(intermediate|output)\\..*");

  private final PlainOpt opt = new PlainOpt();
  private final SafetensorsWriter weights = new SafetensorsWriter();

  @TempDir Path folder;

  @BeforeEach
  void adoptThread() {
    Torch.get().adoptThread();
  }

  /** InstructBLIP's weights as BLIP-2 names them, and those of Llama that begin alike. */
  private void addInstructBlips(String... beginnings) {
    try (Checkpoint checkpoint =
            Checkpoint.openFile(Fixtures.folder(INSTRUCTED).resolve("model.safetensors"));
        TensorScope scope = Torch.get().open(Device.cpu())) {
      for (String name : checkpoint.names()) {
        if (List.of(beginnings).stream().anyMatch(name::startsWith)
            && !OF_INSTRUCTIONS.matcher(name).matches()) {
          List<Long> shape = LongStream.of(checkpoint.shape(name).getShape()).boxed().toList();
          weights.add(
              name.replace("qformer.embeddings.", "qformer."),
              shape,
              checkpoint.load(scope, name).toFloatArray());
        }
      }
    }
  }

  private void addOpt() {
    Random random = new Random(3);
    float[] projection = new float[PlainOpt.HIDDEN * 48];
    for (int i = 0; i < projection.length; i++) {
      projection[i] = (float) random.nextGaussian() * 0.2f;
    }
    List<Long> shape = List.of((long) PlainOpt.HIDDEN, 48L);
    weights.add("language_projection.weight", shape, projection);
    weights.add(
        "language_projection.bias",
        shape.subList(0, 1),
        Arrays.copyOf(projection, PlainOpt.HIDDEN));
    opt.addTo(weights, "language_model.model.decoder.");
  }

  private void write(ObjectNode config) throws IOException {
    weights.write(folder.resolve("model.safetensors"));
    new ObjectMapper().writeValue(folder.resolve("config.json").toFile(), config);
  }

  private static ObjectNode config() throws IOException {
    Path file = Fixtures.folder(INSTRUCTED).resolve("config.json");
    ObjectNode config = (ObjectNode) new ObjectMapper().readTree(file.toFile());
    ((ObjectNode) config.get("qformer_config")).put("model_type", "blip_2_qformer");
    return config.put("model_type", "blip-2");
  }

  private static ObjectNode configOfOpt() throws IOException {
    ObjectNode config = config().put("image_token_index", IMAGE_TOKEN);
    config.set("text_config", OptTest.config());
    return config;
  }

  private static PixelValues image() {
    PixelValues image = Fixtures.requests(INSTRUCTED, 1).get(0).images().get(0);
    return image.withInstruction(List.of());
  }

  @Test
  void itsImagesAreInstructBlipsWithoutAnInstruction() throws IOException {
    addInstructBlips("");
    write(config());

    assertThat(features(folder))
        .containsExactly(features(Fixtures.folder(INSTRUCTED)), offset(1e-6f));
  }

  private static float[] features(Path model) {
    try (Model loaded = ModelLoader.load(model, ComputeType.FLOAT32, Device.cpu());
        TensorScope scope = Torch.get().open(Device.cpu())) {
      ModelCache cache = loaded.newCache(scope, 1, QUERIES);
      int[] rows = IntStream.range(0, QUERIES).toArray();
      loaded.encode(scope, List.of(new EncoderInput(image(), rows)), cache);
      return cache.imageRows().toFloatArray();
    }
  }

  @Test
  void itsLanguageModelSeesAnImageInThePlacesOfItsTokens() throws IOException {
    addInstructBlips("vision_model.", "qformer.", "query_tokens");
    addOpt();
    write(configOfOpt());
    int[] prompt = IntStream.concat(image8(), IntStream.of(2, 9, 17, 33)).toArray();

    try (Model model = ModelLoader.load(folder, ComputeType.FLOAT32, Device.cpu());
        PromptRun run = PromptRun.of(model, prompt, List.of(image()))) {
      double[] expected =
          Arrays.stream(opt.logits(run.imageFeatures(), prompt))
              .flatMapToDouble(Arrays::stream)
              .toArray();
      float[] logits = run.logits();
      assertThat(logits).hasSameSizeAs(expected);
      for (int i = 0; i < expected.length; i++) {
        assertThat((double) logits[i]).isCloseTo(expected[i], within(1e-4));
      }
      PixelValues instructed = image().withInstruction(List.of(7));
      assertThatThrownBy(() -> model.locate(prompt, List.of(instructed)))
          .isInstanceOf(BadPromptException.class)
          .hasMessageContaining("told none");
    }
  }

  private static IntStream image8() {
    return IntStream.generate(() -> IMAGE_TOKEN).limit(QUERIES);
  }

  @Test
  void aLanguageModelThatReadsBeforeItWritesIsRefused() throws IOException {
    ObjectNode config = config();
    config.putObject("text_config").put("model_type", "t5");
    write(config);

    assertThatThrownBy(() -> ModelLoader.load(folder, ComputeType.FLOAT32, Device.cpu()).close())
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("text_config.model_type is \"t5\"; supported: opt, llama");
  }

  @Test
  void aQFormerThatIsToldTextsIsRefused() throws IOException {
    ObjectNode config = config();
    ((ObjectNode) config.get("qformer_config")).put("use_qformer_text_input", true);
    write(config);

    assertThatThrownBy(() -> ModelLoader.load(folder, ComputeType.FLOAT32, Device.cpu()).close())
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("use_qformer_text_input");
  }
}
