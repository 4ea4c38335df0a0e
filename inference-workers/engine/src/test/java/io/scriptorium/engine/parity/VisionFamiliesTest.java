package io.scriptorium.engine.parity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.Device;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.scriptorium.engine.PixelValues;
import io.scriptorium.engine.model.BadPromptException;
import io.scriptorium.engine.model.ComputeType;
import io.scriptorium.engine.model.EmbeddingFamily;
import io.scriptorium.engine.model.Family;
import io.scriptorium.engine.model.ImageTextModel;
import io.scriptorium.engine.model.Model;
import io.scriptorium.engine.model.ModelLoader;
import io.scriptorium.engine.torch.Checkpoint;
import io.scriptorium.engine.torch.CheckpointException;
import io.scriptorium.engine.torch.SafetensorsWriter;
import io.scriptorium.engine.torch.TensorScope;
import io.scriptorium.engine.torch.Torch;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What families that see accept and refuse beside what the fixtures ask for. */
class VisionFamiliesTest {
  @TempDir Path folder;

  @BeforeEach
  void adoptThread() {
    Torch.get().adoptThread();
  }

  @Test
  void laterNamesOfLlavaAreTheSameModel() throws IOException {
    rename("llava-next", VisionFamiliesTest::laterName);

    ParityReport report = ParityCheck.run(folder);

    assertThat(report.passed()).as(report.line()).isTrue();
  }

  private static String laterName(String name) {
    if (name.startsWith("language_model.lm_head")) {
      return name.substring("language_model.".length());
    }
    return "model."
        + name.replace("language_model.model.", "language_model.")
            .replace("vision_tower.vision_model.", "vision_tower.");
  }

  private void rename(String fixture, UnaryOperator<String> later) throws IOException {
    Path source = Fixtures.folder("parity/models/" + fixture);
    for (String file : List.of("config.json", "expected.json", "expected.safetensors")) {
      Files.copy(source.resolve(file), folder.resolve(file));
    }
    SafetensorsWriter renamed = new SafetensorsWriter();
    try (Checkpoint checkpoint = Checkpoint.openFile(source.resolve("model.safetensors"));
        TensorScope scope = Torch.get().open(Device.cpu())) {
      for (String name : checkpoint.names()) {
        List<Long> shape = LongStream.of(checkpoint.shape(name).getShape()).boxed().toList();
        renamed.add(later.apply(name), shape, checkpoint.load(scope, name).toFloatArray());
      }
    }
    renamed.write(folder.resolve("model.safetensors"));
  }

  @Test
  void whatLlavasConfigurationLeavesOutIsAsInLlama() {
    edit("llava-1.5", config -> ((ObjectNode) config.get("text_config")).remove("hidden_size"));

    assertThatThrownBy(this::load)
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("4096");
  }

  @ParameterizedTest
  @CsvSource({
    "llava-1.5, vision_feature_select_strategy, full, default",
    "llava-1.5, projector_hidden_act, silu, gelu",
    "llava-1.5, vision_feature_layer, 9, none of the states",
    "llava-next, image_grid_pinpoints, 9, image_grid_pinpoints",
    "qwen-vl, rotary_pct, 0.5, 1.0",
    "qwen-vl, intermediate_size, 385, intermediate_size",
    "qwen2-vl, image_token_id, , image_token_id"
  })
  void whatIsNotBuiltIsRefusedByItsKey(String fixture, String key, String value, String reason) {
    edit(
        fixture,
        config -> {
          if (value == null) {
            config.remove(key);
          } else if (value.matches("[0-9]+")) {
            config.put(key, Integer.parseInt(value));
          } else if (value.matches("[0-9.]+")) {
            config.put(key, Double.parseDouble(value));
          } else {
            config.put(key, value);
          }
        });

    assertThatThrownBy(this::load)
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("config.json")
        .hasMessageContaining(reason);
  }

  @ParameterizedTest
  @CsvSource({
    "blip-captioning, 2, 4, 4, 588",
    "instructblip, 1, 3, 4, 588",
    "llava-1.5, 2, 4, 4, 588",
    "llava-1.5, 1, 4, 5, 588",
    "llava-1.5, 1, 4, 4, 196",
    "llava-next, 5, 4, 4, 588",
    "qwen-vl, 1, 4, 4, 588",
    "qwen2-vl, 1, 3, 4, 1176"
  })
  void anImageThatIsPreparedForAnotherModelIsABadPrompt(
      String fixture, int tiles, int high, int wide, int values) {
    PixelValues image =
        new PixelValues(FloatBuffer.allocate(tiles * high * wide * values), tiles, high, wide);
    try (Model model =
        ModelLoader.load(
            Fixtures.folder("parity/models/" + fixture), ComputeType.FLOAT32, Device.cpu())) {
      assertThatThrownBy(() -> model.locate(new int[] {1}, List.of(image)))
          .isInstanceOf(BadPromptException.class)
          .hasMessageStartingWith("An image");
    }
  }

  @Test
  void whatFollowsTheEndOfATextDoesNotMatter() {
    try (ImageTextModel clip = clip(Fixtures.folder("parity/models/clip"))) {
      float[] text = clip.embedTexts(List.of(new int[] {1, 7, 9, 255})).get(0);

      List<float[]> together =
          clip.embedTexts(
              List.of(new int[] {1, 3, 255}, new int[] {1, 7, 9, 255, 255, 0}, new int[] {255}));

      assertThat(together.get(1)).containsExactly(text, offset(1e-6f));
      assertThat(clip.embedTexts(List.of())).isEmpty();
      assertThat(clip.embedImages(List.of())).isEmpty();
    }
  }

  @Test
  void anEndThatIsNotKnownIsTheLargestId() {
    edit("clip", config -> ((ObjectNode) config.get("text_config")).put("eos_token_id", 2));
    List<int[]> texts = List.of(new int[] {1, 2, 9, 255});
    try (ImageTextModel known = clip(Fixtures.folder("parity/models/clip"));
        ImageTextModel unknown = clip(folder)) {
      assertThat(unknown.embedTexts(texts).get(0)).containsExactly(known.embedTexts(texts).get(0));
    }
  }

  @Test
  void aTextThatClipCannotTakeIsABadPrompt() {
    try (ImageTextModel clip = clip(Fixtures.folder("parity/models/clip"))) {
      int[] tooLong = new int[25];
      tooLong[24] = 255;
      for (int[] text : List.of(new int[] {1, 2}, new int[] {1, 256, 255}, tooLong)) {
        assertThatThrownBy(() -> clip.embedTexts(List.of(text)))
            .isInstanceOf(BadPromptException.class);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"BFLOAT16", "INT8"})
  void embeddingsInFewerBitsPointTheSameWay(ComputeType type) {
    assumeTrue(type.lacking(Device.cpu()).isEmpty(), () -> type.lacking(Device.cpu()).get());
    Path fixture = Fixtures.folder("parity/models/clip");
    List<int[]> texts = List.of(new int[] {1, 7, 9, 255}, new int[] {1, 90, 255});
    try (ImageTextModel exact = clip(fixture);
        ImageTextModel rounded = clip(fixture, type);
        Fixture content = Fixture.open(fixture)) {
      assertSameWay(exact.embedTexts(texts), rounded.embedTexts(texts));
      assertSameWay(exact.embedImages(content.images()), rounded.embedImages(content.images()));
    }
  }

  private static void assertSameWay(List<float[]> exact, List<float[]> rounded) {
    for (int i = 0; i < exact.size(); i++) {
      double cosine = 0;
      for (int j = 0; j < exact.get(i).length; j++) {
        cosine += (double) exact.get(i)[j] * rounded.get(i)[j];
      }
      assertThat(cosine).isGreaterThan(0.99);
    }
  }

  private static ImageTextModel clip(Path folder) {
    return clip(folder, ComputeType.FLOAT32);
  }

  private static ImageTextModel clip(Path folder, ComputeType type) {
    return (ImageTextModel) Family.load(EmbeddingFamily.class, folder, type, Device.cpu());
  }

  private void edit(String fixture, Consumer<ObjectNode> change) {
    Fixtures.edited("parity/models/" + fixture, folder, change);
  }

  private void load() {
    ModelLoader.load(folder, ComputeType.FLOAT32, Device.cpu()).close();
  }
}
