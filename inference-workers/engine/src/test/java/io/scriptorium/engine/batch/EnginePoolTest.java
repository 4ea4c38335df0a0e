package io.scriptorium.engine.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.scriptorium.engine.Completion;
import io.scriptorium.engine.FinishReason;
import io.scriptorium.engine.Generator;
import io.scriptorium.engine.Request;
import io.scriptorium.engine.model.BundledModel;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class EnginePoolTest {
  private static final EngineSettings SETTINGS =
      EngineSettings.defaults().withReplicas(2).withCacheBytes(8L << 20);

  @Test
  void spreadsRequestsAndAnswersAll() {
    try (LoadedModel model = LoadedModel.load(BundledModel.folder(), SETTINGS)) {
      List<CompletableFuture<Completion>> answers =
          IntStream.range(0, 40).mapToObj(i -> model.generator().submit(text(65 + i, 8))).toList();

      assertThat(answers).allSatisfy(answer -> assertThat(answer.join().tokens()).hasSize(8));
      assertThat(model.generator().pending()).isZero();
    }
  }

  @Test
  void aBadRequestEndsAlone() {
    try (LoadedModel model = LoadedModel.load(BundledModel.folder(), SETTINGS)) {
      CompletableFuture<Completion> good = model.generator().submit(text(65, 8));
      CompletableFuture<Completion> bad = model.generator().submit(text(9999, 8));

      assertThat(bad.join().finishReason()).isEqualTo(FinishReason.ERROR);
      assertThat(bad.join().message()).contains("Token 9999");
      assertThat(good.join().finishReason()).isEqualTo(FinishReason.LENGTH);
    }
  }

  @Test
  void whatThereIsNoRoomForIsTooLong() {
    try (LoadedModel model = LoadedModel.load(BundledModel.folder(), SETTINGS)) {
      Completion refused = model.generator().submit(text(65, 1_000_000)).join();

      assertThat(refused.finishReason()).isEqualTo(FinishReason.PROMPT_TOO_LONG);
      assertThat(refused.message()).contains("1000001 tokens");
    }
  }

  @Test
  void countsWhatTheEnginesDid() {
    EngineSettings drafting = SETTINGS.withSpeculation(Speculation.fixed(1));
    try (LoadedModel model = LoadedModel.load(BundledModel.folder(), drafting)) {
      for (int i = 0; i < 4; i++) {
        model.generator().submit(text(65, 30)).join();
      }
      MeterRegistry metrics = model.generator().metrics();

      assertThat(total(metrics, "scriptorium.generation.tokens")).isEqualTo(120);
      double drafted = total(metrics, "scriptorium.spec.decode.draft.tokens");
      assertThat(drafted).isPositive();
      assertThat(total(metrics, "scriptorium.spec.decode.accepted.tokens")).isBetween(1.0, drafted);
      assertThat(metrics.get("scriptorium.kv.cache.usage").gauges()).hasSize(2);
    }
  }

  private static double total(MeterRegistry metrics, String name) {
    return metrics.get(name).counters().stream().mapToDouble(Counter::count).sum();
  }

  @Test
  void closingEndsWhatIsPendingAsCancelled() {
    LoadedModel model = LoadedModel.load(BundledModel.folder(), SETTINGS);
    Generator generator = model.generator();
    CompletableFuture<Completion> endless = generator.submit(text(65, 4000));

    model.close();

    assertThat(endless.join().finishReason()).isIn(FinishReason.CANCELLED, FinishReason.REPETITION);
    assertThat(generator.submit(text(65, 1)).join().finishReason())
        .isEqualTo(FinishReason.CANCELLED);
  }

  private static Request text(int token, int maxNewTokens) {
    return new Request(new int[] {token}, List.of(), maxNewTokens, Set.of());
  }
}
