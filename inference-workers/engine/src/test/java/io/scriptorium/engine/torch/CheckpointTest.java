package io.scriptorium.engine.torch;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.SPARSE;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointTest {
  private static final Path MAPS = Path.of("/proc/self/maps");

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
  void tensorsHoldTheirFileAsLongAsTheyAreThere() throws IOException {
    assumeTrue(Files.exists(MAPS), "needs Linux to see what is mapped");
    Path file = folder.resolve("model.safetensors");
    new SafetensorsWriter().add("a", List.of(2L, 1L), 1, 2).write(file);
    try (TensorScope scope = Torch.get().open(Device.cpu())) {
      NDArray tensor;
      try (Checkpoint checkpoint = Checkpoint.openFile(file)) {
        tensor = checkpoint.load(scope, "a");
      }

      assertThat(Files.readString(MAPS)).contains(file.toString());
      assertThat(tensor.toFloatArray()).containsExactly(1, 2);
    }
    assertThat(Files.readString(MAPS)).doesNotContain(file.toString());
  }

  @Test
  void tensorsMayBeginAtAnyByte() throws IOException {
    Path file = folder.resolve("model.safetensors");
    byte[] half = {(byte) 0x80, 0x3F, 0, (byte) 0xC0};
    for (int shift = 0; shift < 8; shift++) {
      new SafetensorsWriter()
          .add("float", List.of(2L, 1L), 1, 2)
          .add("half", "BF16", List.of(2L), half)
          .writeShifted(file, shift);
      try (Checkpoint checkpoint = Checkpoint.openFile(file);
          TensorScope scope = Torch.get().open(Device.cpu())) {
        NDArray loaded = checkpoint.load(scope, "float");

        assertThat(loaded.getShape()).isEqualTo(new Shape(2, 1));
        assertThat(loaded.toFloatArray()).containsExactly(1, 2);
        assertThat(asFloats(scope, checkpoint.load(scope, "half"))).containsExactly(1, -2);
      }
    }
  }

  private static float[] asFloats(TensorScope scope, NDArray bfloat16) {
    TorchArchive archive =
        new TorchArchive()
            .program(TorchCallTest.class, "probe.py")
            .set("count", 0)
            .set("factor", 0.0)
            .set("flag", false)
            .set("sizes", new int[0])
            .emptyLists("kept");
    try (TorchProgram program = TorchProgram.load(scope, archive);
        TorchCall call = program.call("bfloat16")) {
      return call.with(bfloat16).run(scope).toFloatArray();
    }
  }

  @Test
  void tensorsMayBeLargerThanABuffer() throws IOException {
    long rows = (1L << 29) + 1;
    String json =
        "{\"a\": {\"dtype\": \"F32\", \"shape\": [%d], \"data_offsets\": [0, %d]}}"
            .formatted(rows, rows * Float.BYTES);
    String header = json + " ".repeat(Math.floorMod(-json.length(), Long.BYTES));
    Path file = folder.resolve("model.safetensors");
    try (FileChannel channel = FileChannel.open(file, CREATE_NEW, SPARSE, WRITE)) {
      ByteBuffer start = ByteBuffer.allocate(Long.BYTES + header.length());
      start.order(ByteOrder.LITTLE_ENDIAN).putLong(header.length());
      channel.write(start.put(header.getBytes(StandardCharsets.US_ASCII)).flip());
      ByteBuffer last = ByteBuffer.allocate(Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
      channel.write(
          last.putFloat(7).flip(), Long.BYTES + header.length() + (rows - 1) * Float.BYTES);
    }

    try (Checkpoint checkpoint = Checkpoint.openFile(file);
        TensorScope scope = Torch.get().open(Device.cpu())) {
      NDArray tensor = checkpoint.load(scope, "a");

      assertThat(tensor.size()).isEqualTo(rows);
      assertThat(tensor.getFloat(rows - 1)).isEqualTo(7);
    }
  }

  @Test
  void namesAFileThatIsGone() throws IOException {
    Path file = folder.resolve("model.safetensors");
    new SafetensorsWriter().add("a", List.of(1L), 1).write(file);
    try (Checkpoint checkpoint = Checkpoint.openFile(file);
        TensorScope scope = Torch.get().open(Device.cpu())) {
      Files.delete(file);

      assertThatThrownBy(() -> checkpoint.load(scope, "a"))
          .isInstanceOf(CheckpointException.class)
          .hasMessageStartingWith("Cannot map " + file);
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
        .hasMessageContaining("lists a in 1.safetensors, which is missing");
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
