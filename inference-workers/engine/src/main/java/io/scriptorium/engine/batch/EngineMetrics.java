package io.scriptorium.engine.batch;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What an engine counts, in a registry that several engines may share; the names are vLLM's with
 * our prefix, e.g. {@code scriptorium.num.requests.running}. Its thread writes, anyone may read.
 */
final class EngineMetrics {
  private static final String PREFIX = "scriptorium.";

  private final MeterRegistry registry;
  private final Tags tags;
  private final AtomicInteger running;
  private final AtomicInteger waiting;
  private final AtomicInteger usedBlocks;
  private final Counter promptTokens;
  private final Counter cachedTokens;
  private final Counter imageQueries;
  private final Counter imageHits;
  private final Counter preemptions;
  private final Counter generationTokens;
  private final DistributionSummary stepTokens;
  private final List<Counter> drafted = new ArrayList<>();
  private final List<Counter> accepted = new ArrayList<>();

  EngineMetrics(MeterRegistry registry, Tags tags, int blocks) {
    this.registry = registry;
    this.tags = tags;
    this.running = gauge("num.requests.running");
    this.waiting = gauge("num.requests.waiting");
    this.usedBlocks = new AtomicInteger();
    registry.gauge(
        PREFIX + "kv.cache.usage",
        tags,
        usedBlocks,
        used -> blocks == 0 ? 0 : (double) used.get() / blocks);
    this.promptTokens = counter("prefix.cache.queries", "tokens");
    this.cachedTokens = counter("prefix.cache.hits", "tokens");
    this.imageQueries = counter("encoder.cache.queries", "images");
    this.imageHits = counter("encoder.cache.hits", "images");
    this.preemptions = counter("num.preemptions", "sequences");
    this.generationTokens = counter("generation.tokens", "tokens");
    this.stepTokens =
        DistributionSummary.builder(PREFIX + "iteration.tokens")
            .baseUnit("tokens")
            .tags(tags)
            .publishPercentileHistogram()
            .register(registry);
  }

  private AtomicInteger gauge(String name) {
    AtomicInteger value = new AtomicInteger();
    registry.gauge(PREFIX + name, tags, value);
    return value;
  }

  private Counter counter(String name, String unit) {
    return Counter.builder(PREFIX + name).baseUnit(unit).tags(tags).register(registry);
  }

  private Counter perPosition(List<Counter> counters, String name, int position) {
    while (counters.size() <= position) {
      counters.add(
          Counter.builder(PREFIX + name)
              .baseUnit("tokens")
              .tags(tags.and("position", String.valueOf(counters.size())))
              .register(registry));
    }
    return counters.get(position);
  }

  void holds(Scheduler scheduler, int used) {
    running.set(scheduler.running());
    waiting.set(scheduler.waiting());
    usedBlocks.set(used);
  }

  void admitted(int tokens, int cached) {
    promptTokens.increment(tokens);
    cachedTokens.increment(cached);
  }

  /** Counts images of an admitted sequence; hits need not be encoded for it. */
  void images(int queries, int hits) {
    imageQueries.increment(queries);
    imageHits.increment(hits);
  }

  void preempted() {
    preemptions.increment();
  }

  void step(int tokens) {
    stepTokens.record(tokens);
  }

  void generated(int tokens) {
    generationTokens.increment(tokens);
  }

  /** Counts drafts that a step verified, by their position after the last verified token. */
  void verified(int drafts, int holding) {
    for (int i = 0; i < drafts; i++) {
      perPosition(drafted, "spec.decode.draft.tokens", i).increment();
    }
    for (int i = 0; i < holding; i++) {
      perPosition(accepted, "spec.decode.accepted.tokens", i).increment();
    }
  }
}
