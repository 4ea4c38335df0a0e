package io.scriptorium.engine.parity;

import static io.scriptorium.engine.model.ComputeType.FLOAT32;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.Device;
import io.scriptorium.engine.Completion;
import io.scriptorium.engine.FinishReason;
import io.scriptorium.engine.Request;
import io.scriptorium.engine.batch.EngineSettings;
import io.scriptorium.engine.batch.LoadedModel;
import io.scriptorium.engine.batch.Speculation;
import io.scriptorium.engine.model.ComputeType;
import io.scriptorium.engine.model.Model;
import io.scriptorium.engine.model.ModelLoader;
import io.scriptorium.engine.torch.Torch;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Families compute in fewer bits about what they compute in 32, by every way of attention. */
class FewerBitsTest {
  private static final double MEAN_DEVIATION = 0.1;

  @ParameterizedTest
  @CsvSource({
    "gpt2, BFLOAT16",
    "gpt2, INT8",
    "deepseek-v2, BFLOAT16",
    "deepseek-v2-lite, INT8",
    "deepseek-v3-mtp, BFLOAT16",
    "deepseek-v3-mtp, INT8",
    "llama2-dynamic-ntk, BFLOAT16"
  })
  void logitsAreCloseAndAnswersComeToTheirEnd(String fixture, ComputeType type) {
    assumeTrue(type.lacking(Device.cpu()).isEmpty(), () -> type.lacking(Device.cpu()).get());
    Path folder = Fixtures.folder("parity/models").resolve(fixture);

    assertThat(deviation(folder, type)).isPositive().isLessThan(MEAN_DEVIATION);
    assertThat(answers(folder, type))
        .allSatisfy(answer -> assertThat(answer.finishReason()).isEqualTo(FinishReason.LENGTH));
  }

  @ParameterizedTest
  @CsvSource({
    "blip-captioning, BFLOAT16",
    "blip-captioning, INT8",
    "instructblip, BFLOAT16",
    "instructblip, INT8",
    "llava-1.5, INT8",
    "llava-next, BFLOAT16",
    "qwen-vl, BFLOAT16",
    "qwen2-vl, BFLOAT16",
    "qwen2-vl, INT8"
  })
  void logitsAboutImagesAreClose(String fixture, ComputeType type) {
    assumeTrue(type.lacking(Device.cpu()).isEmpty(), () -> type.lacking(Device.cpu()).get());
    Path folder = Fixtures.folder("parity/models").resolve(fixture);
    Request request = Fixtures.requests("parity/models/" + fixture, 1).get(0);
    Torch.get().adoptThread();

    assertThat(deviation(logits(folder, FLOAT32, request), logits(folder, type, request)))
        .isPositive()
        .isLessThan(MEAN_DEVIATION);
  }

  /** Mean difference from the logits in 32 bits, as a share of their mean size. */
  private static double deviation(Path folder, ComputeType type) {
    Torch.get().adoptThread();
    Request request = new Request(prompt(31, 1), List.of(), 1, Set.of());
    return deviation(logits(folder, FLOAT32, request), logits(folder, type, request));
  }

  private static double deviation(float[] exact, float[] rounded) {
    double difference =
        IntStream.range(0, exact.length).mapToDouble(i -> Math.abs(exact[i] - rounded[i])).sum();
    double size = IntStream.range(0, exact.length).mapToDouble(i -> Math.abs(exact[i])).sum();
    return difference / size;
  }

  private static float[] logits(Path folder, ComputeType type, Request request) {
    try (Model model = ModelLoader.load(folder, type, Device.cpu());
        PromptRun run = PromptRun.of(model, request.prompt(), request.images())) {
      return run.logits();
    }
  }

  private static List<Completion> answers(Path folder, ComputeType type) {
    EngineSettings settings =
        EngineSettings.defaults()
            .withComputeType(type)
            .withReplicas(1)
            .withSpeculation(Speculation.fixed(2))
            .withCacheBytes(64L << 20);
    try (LoadedModel model = LoadedModel.load(folder, settings)) {
      List<CompletableFuture<Completion>> answers =
          IntStream.of(3, 3, 40, 100)
              .mapToObj(length -> new Request(prompt(length, length), List.of(), 8, Set.of()))
              .map(model.generator()::submit)
              .toList();
      return answers.stream().map(CompletableFuture::join).toList();
    }
  }

  private static int[] prompt(int length, int seed) {
    return new Random(seed).ints(length, 1, 256).toArray();
  }
}
