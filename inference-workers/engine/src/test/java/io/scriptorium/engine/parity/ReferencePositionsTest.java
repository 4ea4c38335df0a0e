package io.scriptorium.engine.parity;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.scriptorium.engine.model.ComputeType;
import io.scriptorium.engine.model.Model;
import io.scriptorium.engine.model.ModelLoader;
import io.scriptorium.engine.model.PromptPositions;
import io.scriptorium.engine.torch.Torch;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokens of texts with images stand where the reference has them, and so does what follows. */
class ReferencePositionsTest {
  @ParameterizedTest
  @ValueSource(strings = {"qwen2-vl", "qwen2.5-vl"})
  void agreeWithTheReference(String name) throws IOException {
    Path folder = Fixtures.folder("parity/models/" + name);
    JsonNode expected = new ObjectMapper().readTree(folder.resolve("expected.json").toFile());
    Torch.get().adoptThread();
    try (Fixture fixture = Fixture.open(folder);
        Model model = ModelLoader.load(folder, ComputeType.FLOAT32, Device.cpu())) {
      assertThat(fixture.prompts()).isPositive();
      for (int i = 0; i < fixture.prompts(); i++) {
        PromptPositions positions = model.locate(fixture.prompt(i), fixture.images(i));

        JsonNode axes = expected.path("position_ids").path(i);
        assertThat(positions.prompt()).hasDimensions(axes.size(), fixture.prompt(i).length);
        for (int axis = 0; axis < axes.size(); axis++) {
          assertThat(positions.prompt()[axis])
              .as("prompt %d, axis %d", i, axis)
              .containsExactly(Fixture.integers(axes.path(axis)));
        }
        assertThat(positions.next() - fixture.prompt(i).length)
            .isEqualTo(expected.path("rope_deltas").path(i).asInt());
      }
    }
  }
}
