package io.scriptorium.engine.batch;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Keeps an engine's meters ({@link EngineMeter}) in a registry that several engines may share. Its
 * thread writes, anyone may read.
 */
final class EngineMetrics {
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
    this.running = gauge(EngineMeter.REQUESTS_RUNNING, 1);
    this.waiting = gauge(EngineMeter.REQUESTS_WAITING, 1);
    this.usedBlocks = gauge(EngineMeter.CACHE_USAGE, blocks);
    this.promptTokens = counter(EngineMeter.PREFIX_QUERIES, tags);
    this.cachedTokens = counter(EngineMeter.PREFIX_HITS, tags);
    this.imageQueries = counter(EngineMeter.IMAGE_QUERIES, tags);
    this.imageHits = counter(EngineMeter.IMAGE_HITS, tags);
    this.preemptions = counter(EngineMeter.PREEMPTIONS, tags);
    this.generationTokens = counter(EngineMeter.GENERATION_TOKENS, tags);
    this.stepTokens =
        DistributionSummary.builder(EngineMeter.STEP_TOKENS.id())
            .baseUnit(EngineMeter.STEP_TOKENS.unit())
            .description(EngineMeter.STEP_TOKENS.description())
            .tags(tags)
            .publishPercentileHistogram()
            .register(registry);
    // A series that begins with its first increment hides it from rate().
    addPosition(drafted, EngineMeter.DRAFT_TOKENS);
    addPosition(accepted, EngineMeter.ACCEPTED_TOKENS);
  }

  /** A gauge of a count, as a share of a whole. */
  private AtomicInteger gauge(EngineMeter meter, int whole) {
    AtomicInteger value = new AtomicInteger();
    Gauge.builder(meter.id(), value, now -> whole == 0 ? 0 : (double) now.get() / whole)
        .description(meter.description())
        .tags(tags)
        .register(registry);
    return value;
  }

  private Counter counter(EngineMeter meter, Tags with) {
    return Counter.builder(meter.id())
        .baseUnit(meter.unit())
        .description(meter.description())
        .tags(with)
        .register(registry);
  }

  private Counter perPosition(List<Counter> counters, EngineMeter meter, int position) {
    while (counters.size() <= position) {
      addPosition(counters, meter);
    }
    return counters.get(position);
  }

  private void addPosition(List<Counter> counters, EngineMeter meter) {
    counters.add(counter(meter, tags.and("position", String.valueOf(counters.size()))));
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
      perPosition(drafted, EngineMeter.DRAFT_TOKENS, i).increment();
    }
    for (int i = 0; i < holding; i++) {
      perPosition(accepted, EngineMeter.ACCEPTED_TOKENS, i).increment();
    }
  }
}
