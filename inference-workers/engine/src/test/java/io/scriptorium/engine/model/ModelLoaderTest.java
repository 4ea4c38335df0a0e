package io.scriptorium.engine.model;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import io.scriptorium.engine.torch.CheckpointException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelLoaderTest {
  @TempDir Path folder;

  @BeforeEach
  void copyTheBundledModel() throws IOException {
    for (String file : new String[] {"config.json", "model.safetensors"}) {
      Files.copy(BundledModel.folder().resolve(file), folder.resolve(file));
    }
  }

  @Test
  void namesAFolderWithoutAModel() throws IOException {
    Files.delete(folder.resolve("config.json"));

    assertRefused("is no model folder: it has no config.json");
  }

  @Test
  void namesAnUnknownFamilyAndTheKnownOnes() throws IOException {
    edit("\"model_type\": \"qwen2_5_vl\"", "\"model_type\": \"unheard_of\"");

    assertRefused("model_type \"unheard_of\" is not supported; supported are [");
    assertRefused("qwen2_5_vl");
  }

  @Test
  void namesAMissingKey() throws IOException {
    edit("\"hidden_size\": 192,\n \"intermediate_size\"", "\"intermediate_size\"");

    assertRefused("config.json lacks hidden_size");
  }

  @Test
  void namesAWeightOfAnotherShape() throws IOException {
    edit("\"vocab_size\": 272", "\"vocab_size\": 300");

    assertRefused("model.embed_tokens.weight has the shape (272, 192)");
  }

  @Test
  void namesAMissingWeight() throws IOException {
    edit("\"num_hidden_layers\": 3", "\"num_hidden_layers\": 5");

    assertRefused("lacks model.layers.4.input_layernorm.weight");
  }

  private void edit(String part, String other) throws IOException {
    Path config = folder.resolve("config.json");
    String text = Files.readString(config);
    if (!text.contains(part)) {
      throw new IllegalStateException("config.json has changed: no " + part);
    }
    Files.writeString(config, text.replaceFirst(Pattern.quote(part), other));
  }

  private void assertRefused(String reason) {
    assertThatThrownBy(() -> ModelLoader.load(folder, ComputeType.AUTO, Device.cpu()).close())
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining(reason);
  }
}
