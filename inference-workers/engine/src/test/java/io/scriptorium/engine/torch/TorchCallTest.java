package io.scriptorium.engine.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.Device;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Scanner;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TorchCallTest {
  private final TensorScope scope = Torch.get().open(Device.cpu());
  private final TorchProgram program =
      TorchProgram.load(
          scope,
          new TorchArchive()
              .program(TorchCallTest.class, "probe.py")
              .set("count", 3)
              .set("factor", 0.5)
              .set("flag", true)
              .set("sizes", new int[] {10, 20})
              .emptyLists("kept"));

  @AfterEach
  void close() {
    program.close();
    scope.close();
  }

  @Test
  void attributesReachTheProgram() {
    try (TorchCall call = program.call("describe")) {
      assertThat(call.with(floats(4)).run(scope).toFloatArray()).containsExactly(35);
    }
  }

  @Test
  void listsAndMapsGoInAndListsComeOut() {
    try (TorchCall call = program.call("split")) {
      List<NDArray> parts =
          call.with(Map.of("a", floats(1, 2, 3)))
              .with(List.of(floats(10, 20, 30)))
              .with(new long[] {1, 2})
              .runForList(scope);

      assertThat(parts).hasSize(2);
      assertThat(parts.get(1).toFloatArray()).containsExactly(22, 33);
    }
  }

  @Test
  void bytesAreReadAsBfloat16() {
    ByteBuffer bytes = ByteBuffer.allocateDirect(4).order(ByteOrder.nativeOrder());
    bytes.putShort((short) 0x3F80).putShort((short) 0xC000).flip();
    try (TorchCall call = program.call("bfloat16")) {
      NDArray numbers = call.with(scope.wrap(bytes, DataType.UINT8, new Shape(4))).run(scope);

      assertThat(numbers.toFloatArray()).containsExactly(1, -2);
    }
  }

  @Test
  void aFailureNamesTheProgramsLine() {
    try (TorchCall call = program.call("fail")) {
      assertThatThrownBy(() -> call.with(scope.zeros(DataType.FLOAT32, new Shape(2, 3))).run(scope))
          .isInstanceOf(EngineException.class)
          .hasMessageContaining("torch.matmul(x, x.unsqueeze(0).unsqueeze(0))");
    }
  }

  @Test
  void failingCallsHoldNoMemory() throws IOException {
    // Each tensor takes 16 MiB: a leak of the inputs would add up to 3 GiB.
    assumeTrue(Files.exists(Path.of("/proc/self/statm")), "needs Linux to see its own memory");
    failOnce();
    long before = residentPages();
    for (int i = 0; i < 200; i++) {
      failOnce();
    }
    long grownBytes = (residentPages() - before) * 4096;

    assertThat(grownBytes).isLessThan(512L << 20);
  }

  private void failOnce() {
    try (TensorScope step = scope.open();
        TorchCall call = program.call("fail")) {
      NDArray large = step.zeros(DataType.FLOAT32, new Shape(2, 2 << 20));
      assertThatThrownBy(() -> call.with(large).run(step)).isInstanceOf(EngineException.class);
    }
  }

  private static long residentPages() throws IOException {
    try (Scanner totalThenResident =
        new Scanner(Path.of("/proc/self/statm"), StandardCharsets.US_ASCII)) {
      totalThenResident.nextLong();
      return totalThenResident.nextLong();
    }
  }

  private NDArray floats(float... values) {
    ByteBuffer bytes =
        ByteBuffer.allocateDirect(values.length * Float.BYTES).order(ByteOrder.nativeOrder());
    bytes.asFloatBuffer().put(values);
    return scope.wrap(bytes, DataType.FLOAT32, new Shape(values.length));
  }
}
