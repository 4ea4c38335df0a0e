package io.scriptorium.engine.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.Device;
import io.scriptorium.engine.Completion;
import io.scriptorium.engine.Request;
import io.scriptorium.engine.batch.EngineSettings;
import io.scriptorium.engine.bench.EngineMode;
import io.scriptorium.engine.bench.LineRequests;
import io.scriptorium.engine.bench.LlamaShape;
import io.scriptorium.engine.bench.RaggedRequests;
import io.scriptorium.engine.image.ImageRejectedException;
import io.scriptorium.engine.torch.Checkpoint;
import io.scriptorium.engine.torch.SafetensorsWriter;
import io.scriptorium.engine.torch.TensorScope;
import io.scriptorium.engine.torch.Torch;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A loaded model has its weights in memory of its own, whatever becomes of its files. */
class LoadedWeightsTest {
  private static final Path MAPS = Path.of("/proc/self/maps");
  private static final Path PAGE = Path.of("..", "..", "samples", "receipt.png");
  private static final int LINES = 12;
  private static final LlamaShape LLAMA = new LlamaShape(2, 64, 4, 2, 16, 96, 128);

  @TempDir Path folder;

  private enum Stored {
    BF16,
    F32
  }

  @ParameterizedTest
  @EnumSource(Stored.class)
  void textModelsAnswerTheSameWhenTheirFileIsOverwritten(Stored stored) throws IOException {
    LLAMA.writeTo(folder);
    store(stored);
    List<Request> requests = new RaggedRequests(LLAMA.vocabSize(), 5).equal(4, 20, 12);

    assertAnswersStay(requests);
  }

  @ParameterizedTest
  @EnumSource(Stored.class)
  void imageModelsAnswerTheSameWhenTheirFileIsOverwritten(Stored stored)
      throws IOException, ImageRejectedException {
    copyTheBundledModel();
    store(stored);
    List<Request> requests;
    try (Model model = ModelLoader.load(folder, ComputeType.FLOAT32, Device.cpu())) {
      ImageTokens images = model.images().orElseThrow();
      requests = LineRequests.of(folder, images, List.of(PAGE)).requests().subList(0, LINES);
    }

    assertAnswersStay(requests);
  }

  @Test
  void noFileStaysMapped() throws IOException {
    assumeTrue(Files.exists(MAPS), "needs Linux to see what is mapped");
    LLAMA.writeTo(folder);
    for (Stored stored : Stored.values()) {
      store(stored);
      try (Model model = ModelLoader.load(folder, ComputeType.FLOAT32, Device.cpu())) {
        assertThat(model.shape().vocabulary()).isEqualTo(LLAMA.vocabSize());
        assertThat(Files.readString(MAPS)).doesNotContain(folder.toString());
      }
    }
  }

  private void assertAnswersStay(List<Request> requests) throws IOException {
    List<String> expected;
    try (EngineMode engine = start()) {
      expected = answers(engine, requests);
    }
    try (EngineMode engine = start()) {
      overwriteWeights();

      assertThat(answers(engine, requests)).isEqualTo(expected);
    }
  }

  private EngineMode start() {
    EngineSettings settings = EngineSettings.defaults().withComputeType(ComputeType.FLOAT32);
    return EngineMode.start(folder, settings, List.of());
  }

  private static List<String> answers(EngineMode engine, List<Request> requests) {
    return engine.answers(requests, 4, count -> {}).stream()
        .map(Completion::tokens)
        .map(Arrays::toString)
        .toList();
  }

  private Path weights() {
    return folder.resolve("model.safetensors");
  }

  /** In place, so that whoever has the file mapped sees it; all its numbers become NaN. */
  private void overwriteWeights() throws IOException {
    byte[] ones = new byte[(int) Files.size(weights())];
    Arrays.fill(ones, (byte) 0xFF);
    try (FileChannel channel = FileChannel.open(weights(), StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(ones));
    }
  }

  private void copyTheBundledModel() throws IOException {
    try (var files = Files.list(BundledModel.folder())) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.copy(file, folder.resolve(file.getFileName()));
      }
    }
  }

  /** Writes a checkpoint of bfloat16 anew if it is to be stored otherwise. */
  private void store(Stored stored) throws IOException {
    if (stored == Stored.BF16) {
      return;
    }
    SafetensorsWriter writer = new SafetensorsWriter();
    try (Checkpoint checkpoint = Checkpoint.open(folder, UnaryOperator.identity());
        TensorScope scope = Torch.get().open(Device.cpu())) {
      for (String name : checkpoint.names()) {
        byte[] half = checkpoint.load(scope, name).toByteArray();
        float[] numbers = new float[half.length / 2];
        for (int i = 0; i < numbers.length; i++) {
          int bits = (half[2 * i + 1] & 0xFF) << 24 | (half[2 * i] & 0xFF) << 16;
          numbers[i] = Float.intBitsToFloat(bits);
        }
        List<Long> shape = LongStream.of(checkpoint.shape(name).getShape()).boxed().toList();
        writer.add(name, shape, numbers);
      }
    }
    Files.delete(weights());
    writer.write(weights());
  }
}
