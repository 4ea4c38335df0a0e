package io.scriptorium.engine.parity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.scriptorium.engine.PixelValues;
import io.scriptorium.engine.Request;
import io.scriptorium.engine.cache.BlockHash;
import io.scriptorium.engine.model.BadPromptException;
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
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What BLIP and those built upon it accept and refuse beside what the fixtures ask for. */
class BlipFamiliesTest {
  private static final String BLIP = "parity/models/blip-captioning";
  private static final String INSTRUCTED = "parity/models/instructblip";
  private static final int BEYOND_VOCABULARY = 256;
  private static final int IMAGE_TOKENS = 17;

  @TempDir Path folder;

  @BeforeEach
  void adoptThread() {
    Torch.get().adoptThread();
  }

  @Test
  void aHeadOfItsOwnIsTakenInsteadOfTheEmbeddings() throws IOException {
    Path source = Fixtures.folder(BLIP);
    for (String file : List.of("expected.json", "expected.safetensors")) {
      Files.copy(source.resolve(file), folder.resolve(file));
    }
    ObjectNode config =
        (ObjectNode) new ObjectMapper().readTree(source.resolve("config.json").toFile());
    ((ObjectNode) config.get("text_config")).put("tie_word_embeddings", false);
    new ObjectMapper().writeValue(folder.resolve("config.json").toFile(), config);
    String embeddings = "text_decoder.bert.embeddings.word_embeddings.weight";
    copyWeights(
        source,
        (name, weights) -> {
          weights.run(name);
          if (name.equals(embeddings)) {
            weights.run("text_decoder.cls.predictions.decoder.weight");
          }
        });

    ParityReport report = ParityCheck.run(folder);

    assertThat(report.passed()).as(report.line()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "parity/models/blip-captioning, text_decoder.bert.encoder.layer.1.crossattention.self.key.bias",
    "parity/models/instructblip, qformer.encoder.layer.1.intermediate_query.dense.weight",
    "parity/models/instructblip, query_tokens"
  })
  void aWeightThatIsMissingIsNamed(String fixture, String missing) throws IOException {
    Path source = Fixtures.folder(fixture);
    Files.copy(source.resolve("config.json"), folder.resolve("config.json"));
    copyWeights(
        source,
        (name, weights) -> {
          if (!name.equals(missing)) {
            weights.run(name);
          }
        });

    assertThatThrownBy(this::load)
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining(missing);
  }

  /** What becomes of a weight. */
  private interface Copying {
    void of(String name, Writing weights);
  }

  /** Writes the weight under a name. */
  private interface Writing {
    void run(String name);
  }

  private void copyWeights(Path source, Copying copying) throws IOException {
    SafetensorsWriter copy = new SafetensorsWriter();
    try (Checkpoint checkpoint = Checkpoint.openFile(source.resolve("model.safetensors"));
        TensorScope scope = Torch.get().open(Device.cpu())) {
      for (String name : checkpoint.names()) {
        List<Long> shape = LongStream.of(checkpoint.shape(name).getShape()).boxed().toList();
        float[] values = checkpoint.load(scope, name).toFloatArray();
        copying.of(name, other -> copy.add(other, shape, values));
      }
    }
    copy.write(folder.resolve("model.safetensors"));
  }

  @Test
  void otherUsesOfBlipAreRefused() {
    Fixtures.edited(
        BLIP, folder, config -> config.putArray("architectures").add("BlipForQuestionAnswering"));

    assertRefused("architectures is [\"BlipForQuestionAnswering\"]");
  }

  @ParameterizedTest
  @CsvSource({
    "blip-captioning, text_config, num_attention_heads, 5, text_config.hidden_size 48",
    "blip-captioning, text_config, bos_token_id, 256, text_config.bos_token_id 256",
    "blip-captioning, text_config, vocab_size, 300, text_decoder.bert.embeddings.word_embeddings",
    "blip-captioning, vision_config, patch_size, 15, vision_config.image_size 56",
    "blip-captioning, vision_config, hidden_act, relu, vision_config.hidden_act",
    "instructblip, vision_config, num_attention_heads, 5, vision_config.hidden_size 48",
    "instructblip, vision_config, hidden_size, 96, qformer_config.encoder_hidden_size is 48",
    "instructblip, qformer_config, num_attention_heads, 5, qformer_config.hidden_size 48",
    "instructblip, qformer_config, position_embedding_type, relative_key, absolute",
    "instructblip, text_config, model_type, t5, text_config.model_type is \"t5\""
  })
  void whatIsNotBuiltIsRefusedByItsKey(
      String fixture, String part, String key, String value, String reason) {
    Fixtures.edited(
        "parity/models/" + fixture,
        folder,
        config -> {
          ObjectNode inner = (ObjectNode) config.get(part);
          if (value.matches("[0-9]+")) {
            inner.put(key, Integer.parseInt(value));
          } else {
            inner.put(key, value);
          }
        });

    assertRefused(reason);
  }

  @Test
  void anImageTokenIsNeeded() {
    Fixtures.edited(INSTRUCTED, folder, config -> config.remove("image_token_index"));

    assertRefused("config.json lacks image_token_id");
  }

  @Test
  void aTextIsAboutOneImageBeforeIt() {
    PixelValues image = Fixtures.requests(BLIP, 1).get(0).images().get(0);
    try (Model model = ModelLoader.load(Fixtures.folder(BLIP), ComputeType.FLOAT32, Device.cpu())) {
      assertBadPrompt(model, prompt(0, 251, 94), List.of(), "one image");
      assertBadPrompt(model, prompt(2 * IMAGE_TOKENS, 251), List.of(image, image), "one image");
      assertBadPrompt(model, prompt(IMAGE_TOKENS), List.of(image), "no token of a text");
      assertBadPrompt(model, prompt(IMAGE_TOKENS + 1, 251), List.of(image), "more image tokens");
      assertBadPrompt(model, prompt(IMAGE_TOKENS - 1, 251), List.of(image), "needs 17");
      int[] late = IntStream.range(0, IMAGE_TOKENS + 1).map(i -> BEYOND_VOCABULARY).toArray();
      late[0] = 251;
      assertBadPrompt(model, late, List.of(image), "one image");
    }
  }

  private static int[] prompt(int imageTokens, int... text) {
    return IntStream.concat(
            IntStream.generate(() -> BEYOND_VOCABULARY).limit(imageTokens), IntStream.of(text))
        .toArray();
  }

  private static void assertBadPrompt(
      Model model, int[] prompt, List<PixelValues> images, String reason) {
    assertThatThrownBy(() -> model.locate(prompt, images))
        .isInstanceOf(BadPromptException.class)
        .hasMessageContaining(reason);
  }

  @Test
  void anInstructionIsInTheWordsOfItsEncoder() {
    Request request = Fixtures.requests(INSTRUCTED, 1).get(0);
    PixelValues image = request.images().get(0);
    try (Model model =
        ModelLoader.load(Fixtures.folder(INSTRUCTED), ComputeType.FLOAT32, Device.cpu())) {
      for (List<Integer> instruction :
          List.of(List.<Integer>of(), List.of(256), Collections.nCopies(65, 7))) {
        List<PixelValues> images = List.of(image.withInstruction(instruction));
        assertThatThrownBy(() -> model.locate(request.prompt(), images))
            .isInstanceOf(BadPromptException.class);
      }
      assertThat(model.locate(request.prompt(), request.images()).next())
          .isEqualTo(request.prompt().length);
    }
  }

  @Test
  void anImageWithAnotherInstructionHasAnotherName() {
    PixelValues image = Fixtures.requests(INSTRUCTED, 1).get(0).images().get(0);

    assertThat(BlockHash.of(image.withInstruction(List.of(1, 2))))
        .isEqualTo(BlockHash.of(image.withInstruction(List.of(1, 2))))
        .isNotEqualTo(BlockHash.of(image.withInstruction(List.of(2, 1))))
        .isNotEqualTo(BlockHash.of(image.withInstruction(List.of())));
  }

  private void assertRefused(String reason) {
    assertThatThrownBy(this::load)
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("config.json")
        .hasMessageContaining(reason);
  }

  private void load() {
    ModelLoader.load(folder, ComputeType.FLOAT32, Device.cpu()).close();
  }
}
