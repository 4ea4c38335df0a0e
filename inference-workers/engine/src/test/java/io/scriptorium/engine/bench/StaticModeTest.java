package io.scriptorium.engine.bench;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.types.Shape;
import io.scriptorium.engine.Completion;
import io.scriptorium.engine.Request;
import io.scriptorium.engine.batch.EngineSettings;
import io.scriptorium.engine.batch.LoadedModel;
import io.scriptorium.engine.model.ComputeType;
import io.scriptorium.engine.model.Model;
import io.scriptorium.engine.model.ModelLoader;
import io.scriptorium.engine.torch.Checkpoint;
import io.scriptorium.engine.torch.TensorScope;
import io.scriptorium.engine.torch.Torch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The baseline on a tiny Llama with random weights. */
class StaticModeTest {
  private static final LlamaShape SHAPE = new LlamaShape(2, 64, 4, 2, 16, 96, 128);

  @TempDir Path folder;

  @BeforeEach
  void writeModel() throws IOException {
    SHAPE.writeTo(folder);
  }

  @Test
  void theRandomWeightsAreACheckpoint() {
    try (Checkpoint checkpoint = Checkpoint.open(folder, UnaryOperator.identity());
        TensorScope scope = Torch.get().open(Device.cpu())) {
      checkpoint.require(
          Map.of(
              "model.embed_tokens.weight", new Shape(128, 64), "model.norm.weight", new Shape(64)));
      assertThat(checkpoint.isHalfPrecision()).isTrue();
      // bfloat16 comes as bytes, little endian: 1.0 is 0x3F80
      byte[] scale = checkpoint.load(scope, "model.norm.weight").toByteArray();
      assertThat(scale).hasSize(128).startsWith(0x80, 0x3F);
      byte[] embedding = checkpoint.load(scope, "model.embed_tokens.weight").toByteArray();
      assertThat(deviation(embedding)).isBetween(0.018, 0.022);
    }
  }

  private static double deviation(byte[] bfloat16) {
    double squares = 0;
    for (int i = 0; i < bfloat16.length; i += 2) {
      int bits = (bfloat16[i + 1] & 0xFF) << 24 | (bfloat16[i] & 0xFF) << 16;
      float value = Float.intBitsToFloat(bits);
      squares += value * value;
    }
    return Math.sqrt(squares / (bfloat16.length / 2.0));
  }

  @Test
  void aPaddedBatchAnswersWhatTheEngineAnswers() {
    // Given requests of different lengths, one of which has a stop token that its answer meets
    EngineSettings settings = EngineSettings.defaults().withComputeType(ComputeType.FLOAT32);
    RaggedRequests source = new RaggedRequests(SHAPE.vocabSize(), 5);
    List<Request> requests =
        List.of(
            source.equal(1, 20, 9).get(0),
            source.equal(1, 7, 30).get(0),
            source.equal(1, 31, 4).get(0));
    try (LoadedModel engine = LoadedModel.load(folder, settings)) {
      Completion full = engine.generator().submit(requests.get(1)).join();
      Request stopping =
          new Request(requests.get(1).prompt(), List.of(), 30, Set.of(full.tokens()[11]));
      List<Request> all = List.of(requests.get(0), stopping, requests.get(2));
      List<Completion> expected = new Feeder(engine.generator(), all).run(2, count -> {});

      // When they run as one batch
      long tokens;
      try (Model model = ModelLoader.load(folder, ComputeType.FLOAT32, Device.cpu());
          TensorScope scope = Torch.get().open(Device.cpu())) {
        tokens = new StaticBatchRun(model, settings.limits(), all, scope).run();
      }

      // Then as many tokens come
      assertThat(tokens)
          .isEqualTo(expected.stream().mapToLong(c -> c.logProbabilities().length).sum());
    }
  }

  @Test
  void modesCountTheSameTokens() {
    List<Request> requests = new RaggedRequests(SHAPE.vocabSize(), 5).equal(5, 12, 20);
    EngineSettings settings = EngineSettings.defaults();
    try (Mode padded = StaticMode.start(folder, settings, requests.subList(0, 1));
        Mode engine = EngineMode.start(folder, settings, requests.subList(0, 1))) {
      assertThat(padded.run(requests, 3).tokens()).isEqualTo(100);
      assertThat(engine.run(requests, 3).tokens()).isEqualTo(100);
    }
  }
}
