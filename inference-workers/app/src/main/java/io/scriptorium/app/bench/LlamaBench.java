package io.scriptorium.app.bench;

import io.scriptorium.app.bench.measure.PeakMemory;
import io.scriptorium.app.bench.measure.Residence;
import io.scriptorium.app.bench.measure.Samples;
import io.scriptorium.app.console.Progress;
import io.scriptorium.app.pipeline.TemporaryFolder;
import io.scriptorium.engine.Request;
import io.scriptorium.engine.batch.EngineSettings;
import io.scriptorium.engine.bench.Answered;
import io.scriptorium.engine.bench.CacheWatch;
import io.scriptorium.engine.bench.EngineMode;
import io.scriptorium.engine.bench.LlamaShape;
import io.scriptorium.engine.bench.Machine;
import io.scriptorium.engine.bench.RaggedRequests;
import io.scriptorium.engine.model.ComputeType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.BooleanSupplier;

/**
 * Measures a Llama of 135 million random parameters, and what share it takes of what the machine
 * can do.
 */
final class LlamaBench {
  static final String NAME = "llama135m";

  private static final long SEED = 7;
  private static final long CACHE_BYTES = 1L << 30;
  private static final int PREFILL_PROMPT = 512;
  private static final int PREFILL_REQUESTS = 8;
  private static final int DECODE_PROMPT = 128;
  private static final int DECODE_ANSWER = 33;

  private final LlamaShape shape = LlamaShape.of135Million();
  private final ComputeType numbers;
  private final Effort effort;
  private final Progress progress;
  private final int processors = Runtime.getRuntime().availableProcessors();

  /**
   * @param asked numbers to compute with
   */
  LlamaBench(ComputeType asked, Effort effort, Progress progress) {
    this.numbers = shape.settle(asked);
    this.effort = effort;
    this.progress = progress;
  }

  Measured measure(BooleanSupplier ends) throws IOException {
    progress.say(NAME + ": measuring the machine, writing random weights");
    Machine machine = Machine.measure(shape, numbers);
    progress.say(
        String.format(
            Locale.ROOT,
            "machine: %.0f GFLOP/s, %.1f GB/s",
            machine.operationsPerSecond() / 1e9,
            machine.bytesPerSecond() / 1e9));
    EngineSettings settings =
        BatchingBench.settings().withComputeType(numbers).withCacheBytes(CACHE_BYTES);
    Workload workload =
        new Workload(
            NAME, 2, 3, count -> new RaggedRequests(shape.vocabSize(), SEED).ragged(count));
    try (TemporaryFolder folders = TemporaryFolder.create()) {
      Path folder = folders.folder(NAME);
      shape.writeTo(folder);
      Residence before = Residence.now();
      try (EngineMode continuous = EngineMode.start(folder, settings, workload.warmUp());
          BatchingBench bench = new BatchingBench(continuous, workload, effort, progress)) {
        Samples samples = bench.samples();
        samples.add("machine_gflops", machine.operationsPerSecond() / 1e9);
        samples.add("machine_gigabytes_per_second", machine.bytesPerSecond() / 1e9);
        watchMemory(before, continuous, settings, bench);
        shares(continuous, machine, samples);
        bench.measure(folder, settings, ends);
        return new Measured(numbers, samples);
      }
    }
  }

  private void watchMemory(
      Residence before, EngineMode continuous, EngineSettings settings, BatchingBench bench) {
    try (CacheWatch watch = CacheWatch.start(continuous.model())) {
      bench.watchMemory();
      MemoryParts parts =
          new MemoryParts(
              before,
              Residence.now(),
              shape.weightBytes(numbers) + shape.embeddingBytes(numbers),
              settings.replicas() * settings.cache().bytes(),
              (long) (watch.caches() * settings.cache().bytes()));
      PeakMemory.bytes().ifPresent(peak -> parts.addTo(bench.samples(), peak));
    }
  }

  private void shares(EngineMode continuous, Machine machine, Samples samples) {
    RaggedRequests requests = new RaggedRequests(shape.vocabSize(), SEED);
    List<Request> prompts = requests.equal(PREFILL_REQUESTS, PREFILL_PROMPT, 1);
    Answered prefill = continuous.run(prompts, PREFILL_REQUESTS);
    double rate = PREFILL_REQUESTS * shape.prefillOperations(PREFILL_PROMPT) / prefill.seconds();
    samples.add("prefill_tokens_per_second", prompts.size() * PREFILL_PROMPT / prefill.seconds());
    samples.add("prefill_share_of_gemm", rate / machine.operationsPerSecond());
    for (int concurrency : effort.concurrency()) {
      Answered decode =
          continuous.run(requests.equal(concurrency, DECODE_PROMPT, DECODE_ANSWER), concurrency);
      int engines = Math.min(processors, concurrency);
      double seconds = decode.times().decode() / 1e9 / engines;
      long perToken = continuous.model().shape().cacheBytesPerToken();
      samples.add(
          "decode_share_of_bandwidth." + concurrency,
          decodedBytes(concurrency, engines, perToken) / seconds / machine.bytesPerSecond());
    }
    progress.say(NAME + ": shares of the machine measured");
  }

  /**
   * What the steps after the last prompt read: all weights once a step of an engine, and the keys
   * and values of each sequence.
   */
  private double decodedBytes(int sequences, int engines, long cacheBytesPerToken) {
    int steps = DECODE_ANSWER - 1;
    double context = (double) steps * DECODE_PROMPT + steps * (steps + 1) / 2.0;
    return (double) steps * engines * shape.weightBytes(numbers)
        + sequences * context * cacheBytesPerToken;
  }
}
