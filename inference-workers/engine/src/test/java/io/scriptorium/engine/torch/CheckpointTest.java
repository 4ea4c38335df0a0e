package io.scriptorium.engine.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointTest {
  @TempDir Path folder;

  @Test
  void mapsTensorsUnderTheirCanonicalNames() throws IOException {
    new SafetensorsWriter()
        .add("old.a", List.of(2L, 1L), 1, 2)
        .add("old.b", List.of(1L), 3)
        .write(folder.resolve("model.safetensors"));

    try (Checkpoint checkpoint = Checkpoint.open(folder, name -> name.replace("old.", ""));
        TensorScope scope = Torch.get().open(Device.cpu())) {
      checkpoint.require(Map.of("a", new Shape(2, 1), "b", new Shape(1)));
      assertThat(checkpoint.load(scope, "a").toFloatArray()).containsExactly(1, 2);
      assertThat(checkpoint.load(scope, "b").toFloatArray()).containsExactly(3);
    }
  }

  @Test
  void followsAnIndexToShards() throws IOException {
    new SafetensorsWriter().add("a", List.of(1L), 1).write(folder.resolve("1.safetensors"));
    new SafetensorsWriter().add("b", List.of(1L), 2).write(folder.resolve("2.safetensors"));
    index("{\"weight_map\": {\"a\": \"1.safetensors\", \"b\": \"2.safetensors\"}}");

    try (Checkpoint checkpoint = Checkpoint.open(folder, UnaryOperator.identity());
        TensorScope scope = Torch.get().open(Device.cpu())) {
      assertThat(checkpoint.load(scope, "b").toFloatArray()).containsExactly(2);
    }
  }

  @Test
  void namesAMissingShard() throws IOException {
    index("{\"weight_map\": {\"a\": \"1.safetensors\"}}");

    assertThatThrownBy(this::open)
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("Missing checkpoint file")
        .hasMessageContaining("1.safetensors");
  }

  @Test
  void namesATensorThatItsShardLacks() throws IOException {
    new SafetensorsWriter().add("b", List.of(1L), 1).write(folder.resolve("1.safetensors"));
    index("{\"weight_map\": {\"a\": \"1.safetensors\"}}");

    assertThatThrownBy(this::open).hasMessageContaining("lists a in 1.safetensors, which lacks it");
  }

  @Test
  void namesAMissingTensorAndAWrongShape() throws IOException {
    new SafetensorsWriter().add("a", List.of(2L), 1, 2).write(folder.resolve("model.safetensors"));

    try (Checkpoint checkpoint = Checkpoint.open(folder, UnaryOperator.identity())) {
      assertThatThrownBy(() -> checkpoint.require(Map.of("b", new Shape(2))))
          .hasMessageContaining("lacks b");
      assertThatThrownBy(() -> checkpoint.require(Map.of("a", new Shape(3))))
          .hasMessageContaining("model.safetensors: a has the shape (2)")
          .hasMessageContaining("(3)");
    }
  }

  @Test
  void refusesATruncatedFile() throws IOException {
    Path file = folder.resolve("model.safetensors");
    new SafetensorsWriter().add("a", List.of(2L), 1, 2).write(file);
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(whole, whole.length - 1));

    assertThatThrownBy(this::open).hasMessageContaining("ends before the values of a");
  }

  @Test
  void refusesAFileThatIsNoSafetensors() throws IOException {
    Files.writeString(folder.resolve("model.safetensors"), "<html>not found</html>");

    assertThatThrownBy(this::open).hasMessageContaining("model.safetensors is damaged");
  }

  private void open() {
    Checkpoint.open(folder, UnaryOperator.identity()).close();
  }

  private void index(String json) throws IOException {
    Files.writeString(folder.resolve("model.safetensors.index.json"), json);
  }
}
