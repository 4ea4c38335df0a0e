package io.scriptorium.app.bench;

import io.scriptorium.app.bench.measure.PeakMemory;
import io.scriptorium.app.bench.measure.Samples;
import io.scriptorium.app.console.Progress;
import io.scriptorium.engine.Request;
import io.scriptorium.engine.batch.EngineSettings;
import io.scriptorium.engine.batch.PrefixCache;
import io.scriptorium.engine.batch.Speculation;
import io.scriptorium.engine.bench.Answered;
import io.scriptorium.engine.bench.EngineMode;
import io.scriptorium.engine.bench.Mode;
import io.scriptorium.engine.bench.StaticMode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * Compares ways to run the same requests with the same weights, round by round: one at a time,
 * static batches, continuous batching, and that with drafts where the model can.
 */
final class BatchingBench implements AutoCloseable {
  /** At this concurrency memory and the share of the time outside the model are looked at. */
  private static final int WATCHED = 32;

  private final int processors = Runtime.getRuntime().availableProcessors();
  private final EngineMode continuous;
  private final Workload workload;
  private final Effort effort;
  private final Progress progress;
  private final Samples samples = new Samples();
  private final Map<Integer, Integer> counts = new HashMap<>();
  private final RoundClock clock;
  private final Map<String, Mode> modes = new LinkedHashMap<>();

  /**
   * @param continuous the engine as it is, warmed up
   */
  BatchingBench(EngineMode continuous, Workload workload, Effort effort, Progress progress) {
    this.continuous = continuous;
    this.workload = workload;
    this.effort = effort;
    this.progress = progress;
    this.clock = new RoundClock(effort.time(), System::nanoTime);
  }

  /**
   * The engine as it is, but without drafts, which are measured apart, and without reuse of
   * prefixes: the same requests come again each round.
   */
  static EngineSettings settings() {
    EngineSettings defaults = EngineSettings.defaults();
    return defaults
        .withCache(defaults.cache().withPrefixCache(PrefixCache.OFF))
        .withSpeculation(Speculation.OFF);
  }

  /** What was measured so far. */
  Samples samples() {
    return samples;
  }

  /** Measures memory, with nothing but the engine loaded. */
  void watchMemory() {
    PeakMemory.reset();
    run("memory", continuous, workload.generator().apply(WATCHED), WATCHED);
    PeakMemory.bytes()
        .ifPresent(bytes -> samples.add("peak_resident_mib." + WATCHED, bytes / 1048576.0));
  }

  /** Measures all rounds, or those until someone wants it to end. */
  void measure(Path folder, EngineSettings settings, BooleanSupplier ends) {
    EngineSettings shared = settings.withReplicas(1).withOperationThreads(processors);
    modes.put("sequential", EngineMode.start(folder, shared, workload.warmUp()));
    modes.put("static", StaticMode.start(folder, settings, workload.warmUp()));
    modes.put("continuous", continuous);
    if (continuous.model().drafts()) {
      EngineSettings drafting = settings.withSpeculation(Speculation.adaptive());
      modes.put("drafting", EngineMode.start(folder, drafting, workload.warmUp()));
    }
    for (int round = 1; round <= effort.rounds() && !ends.getAsBoolean(); round++) {
      round(round);
    }
    if (modes.get("drafting") instanceof EngineMode drafting) {
      List<Double> acceptance = drafting.acceptance();
      for (int i = 0; i < acceptance.size(); i++) {
        samples.add("draft_acceptance." + (i + 1), acceptance.get(i));
      }
    }
  }

  private void round(int round) {
    if (round > 1 && effort.concurrency().stream().noneMatch(clock::allows)) {
      progress.say("%s: no time for round %d".formatted(workload.name(), round));
      return;
    }
    List<Request> few = workload.few();
    double sequential = measure("sequential", few, 1, round);
    samples.add("sequential_tokens_per_second", sequential);
    double perCore = run("one a core", continuous, few, processors).tokensPerSecond();
    samples.add("one_per_core_tokens_per_second", perCore);
    for (int concurrency : effort.concurrency()) {
      if (round == 1 || clock.allows(concurrency)) {
        compare(concurrency, round, sequential, perCore);
      }
    }
  }

  private void compare(int concurrency, int round, double sequential, double perCore) {
    long start = System.nanoTime();
    List<Request> requests = workload.generator().apply(count(concurrency));
    Map<String, Double> rates = new LinkedHashMap<>();
    List<String> order = new ArrayList<>(modes.keySet());
    if (round % 2 == 0) {
      Collections.reverse(order); // so that no mode gains by its place
    }
    for (String name : order) {
      if (!name.equals("sequential")) {
        double rate = measure(name, requests, concurrency, round);
        samples.add(name + "_tokens_per_second." + concurrency, rate);
        rates.put(name, rate);
      }
    }
    double ours = rates.getOrDefault("continuous", Double.NaN);
    double padded = rates.getOrDefault("static", Double.NaN);
    samples.add("continuous_over_static." + concurrency, ours / padded);
    samples.add("continuous_over_sequential." + concurrency, ours / sequential);
    samples.add("continuous_over_one_per_core." + concurrency, ours / perCore);
    if (rates.containsKey("drafting")) {
      double drafting = rates.getOrDefault("drafting", Double.NaN);
      samples.add("speculation_speedup." + concurrency, drafting / ours);
    }
    clock.took(concurrency, requests.size(), System.nanoTime() - start);
  }

  /** Requests of a run, the same in all rounds; on a slow machine one for each place. */
  private int count(int concurrency) {
    return counts.computeIfAbsent(
        concurrency,
        unused -> {
          int planned = effort.requests(concurrency, workload);
          return effort.requests().isPresent() || clock.allowsRequests(planned)
              ? planned
              : concurrency;
        });
  }

  private double measure(String name, List<Request> requests, int concurrency, int round) {
    Mode mode = modes.get(name);
    if (mode == null) {
      throw new IllegalArgumentException("No mode " + name);
    }
    Answered answered = run("round %d: %s".formatted(round, name), mode, requests, concurrency);
    if (mode == continuous && concurrency == WATCHED) {
      samples.add("outside_share." + concurrency, answered.shareOutsideTheModel());
    }
    return answered.tokensPerSecond();
  }

  private Answered run(String what, Mode mode, List<Request> requests, int concurrency) {
    Answered answered = mode.run(requests, concurrency);
    progress.say(
        String.format(
            Locale.ROOT,
            "%s: %s, %d at a time, %d requests: %,d tokens in %.1f s, %.0f tokens/s",
            workload.name(),
            what,
            concurrency,
            requests.size(),
            answered.tokens(),
            answered.seconds(),
            answered.tokensPerSecond()));
    return answered;
  }

  /** Closes all modes but the engine that was given. */
  @Override
  public void close() {
    modes.values().stream().filter(mode -> mode != continuous).forEach(Mode::close);
  }
}
