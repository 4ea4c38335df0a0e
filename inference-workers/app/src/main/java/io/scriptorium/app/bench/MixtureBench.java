package io.scriptorium.app.bench;

import io.scriptorium.app.bench.measure.Samples;
import io.scriptorium.app.console.Progress;
import io.scriptorium.app.pipeline.TemporaryFolder;
import io.scriptorium.engine.Request;
import io.scriptorium.engine.batch.EngineSettings;
import io.scriptorium.engine.batch.Speculation;
import io.scriptorium.engine.bench.Answered;
import io.scriptorium.engine.bench.DeepSeekShape;
import io.scriptorium.engine.bench.EngineMode;
import io.scriptorium.engine.bench.RaggedRequests;
import io.scriptorium.engine.model.ComputeType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.BooleanSupplier;

/**
 * Compares a mixture of experts of 100 million random parameters with a dense model whose layers
 * are as wide as what a token uses of the mixture; attention is the same. Both run in the engine
 * with the same requests, round by round.
 */
final class MixtureBench {
  static final String NAME = "mixture100m";

  private static final long SEED = 7;
  private static final long CACHE_BYTES = 512L << 20;
  private static final int PREFILL_PROMPT = 512;
  private static final int PREFILL_REQUESTS = 8;
  private static final int TIMES = 2;

  private final DeepSeekShape mixtureShape = DeepSeekShape.mixture();
  private final DeepSeekShape denseShape = DeepSeekShape.dense();
  private final ComputeType numbers;
  private final Effort effort;
  private final Progress progress;
  private final Samples samples = new Samples();

  MixtureBench(ComputeType numbers, Effort effort, Progress progress) {
    this.numbers = numbers;
    this.effort = effort;
    this.progress = progress;
  }

  Measured measure(BooleanSupplier ends) throws IOException {
    EngineSettings settings =
        BatchingBench.settings().withComputeType(numbers).withCacheBytes(CACHE_BYTES);
    List<Request> warmUp = requests().ragged(2);
    try (TemporaryFolder folders = TemporaryFolder.create()) {
      Path mixtureFolder = folders.folder(NAME);
      Path denseFolder = folders.folder("dense");
      mixtureShape.writeTo(mixtureFolder);
      denseShape.writeTo(denseFolder);
      try (EngineMode mixture = EngineMode.start(mixtureFolder, settings, warmUp);
          EngineMode dense = EngineMode.start(denseFolder, settings, warmUp);
          EngineMode drafting =
              EngineMode.start(
                  mixtureFolder, settings.withSpeculation(Speculation.adaptive()), warmUp)) {
        samples.add("mixture_parameters", (double) mixtureShape.parameters());
        samples.add("dense_parameters", (double) denseShape.parameters());
        samples.add(
            "mixture_cache_bytes_per_token", (double) mixture.model().shape().cacheBytesPerToken());
        compare(mixture, dense, drafting, ends);
        return new Measured(mixture.model().shape().numbers(), samples);
      }
    }
  }

  private void compare(
      EngineMode mixture, EngineMode dense, EngineMode drafting, BooleanSupplier ends) {
    long end = System.nanoTime() + effort.time().toNanos();
    for (int round = 1; round <= effort.rounds() && !ends.getAsBoolean(); round++) {
      if (round > 1 && System.nanoTime() > end) {
        progress.say("%s: no time for round %d".formatted(NAME, round));
        return;
      }
      List<Request> prompts = requests().equal(PREFILL_REQUESTS, PREFILL_PROMPT, 1);
      double mixturePrefill = prefill(mixture, prompts);
      double densePrefill = prefill(dense, prompts);
      samples.add("mixture_prefill_tokens_per_second", mixturePrefill);
      samples.add("dense_prefill_tokens_per_second", densePrefill);
      samples.add("mixture_over_dense_prefill", mixturePrefill / densePrefill);
      for (int concurrency : effort.concurrency()) {
        List<Request> requests = requests().ragged(effort.requests().orElse(TIMES * concurrency));
        double mixtureRate = run("mixture", mixture, requests, concurrency, round);
        double denseRate = run("dense", dense, requests, concurrency, round);
        double draftingRate = run("drafting", drafting, requests, concurrency, round);
        samples.add("mixture_tokens_per_second." + concurrency, mixtureRate);
        samples.add("dense_tokens_per_second." + concurrency, denseRate);
        samples.add("mixture_over_dense." + concurrency, mixtureRate / denseRate);
        samples.add("speculation_speedup." + concurrency, draftingRate / mixtureRate);
      }
    }
  }

  private RaggedRequests requests() {
    return new RaggedRequests(mixtureShape.vocabSize(), SEED);
  }

  private static double prefill(EngineMode mode, List<Request> prompts) {
    return PREFILL_REQUESTS * PREFILL_PROMPT / mode.run(prompts, PREFILL_REQUESTS).seconds();
  }

  private double run(
      String name, EngineMode mode, List<Request> requests, int concurrency, int round) {
    Answered answered = mode.run(requests, concurrency);
    progress.say(
        String.format(
            Locale.ROOT,
            "%s: round %d: %s, %d at a time: %,d tokens in %.1f s, %.0f tokens/s",
            NAME,
            round,
            name,
            concurrency,
            answered.tokens(),
            answered.seconds(),
            answered.tokensPerSecond()));
    return answered.tokensPerSecond();
  }
}
