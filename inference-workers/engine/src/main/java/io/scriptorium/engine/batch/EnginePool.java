package io.scriptorium.engine.batch;

import io.micrometer.core.instrument.MeterRegistry;
import io.scriptorium.engine.Completion;
import io.scriptorium.engine.Generator;
import io.scriptorium.engine.Request;
import io.scriptorium.engine.model.Model;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Engines that share a model's weights; a request goes to the one with the fewest pending. */
public final class EnginePool implements Generator {
  private final List<EngineThread> engines;

  private final MeterRegistry metrics;

  private EnginePool(List<EngineThread> engines, MeterRegistry metrics) {
    this.engines = engines;
    this.metrics = metrics;
  }

  static EnginePool start(Model model, EngineSettings settings, MeterRegistry metrics) {
    List<EngineThread> engines = new ArrayList<>();
    for (int i = 0; i < settings.replicas(); i++) {
      engines.add(EngineThread.start(model, settings, "engine-" + i, metrics));
    }
    return new EnginePool(List.copyOf(engines), metrics);
  }

  @Override
  public CompletableFuture<Completion> submit(Request request) {
    return engines.stream()
        .min(Comparator.comparingInt(EngineThread::pending))
        .orElseThrow()
        .submit(request);
  }

  @Override
  public int pending() {
    return engines.stream().mapToInt(EngineThread::pending).sum();
  }

  /** What the engines measure ({@link EngineMeter}), tagged by engine. */
  public MeterRegistry metrics() {
    return metrics;
  }

  /** How the engines are, one by one. */
  public List<EngineVitals> vitals() {
    return engines.stream().map(EngineThread::vitals).toList();
  }

  /** Where the engines' time went, added up. */
  public StepTimes.Totals times() {
    return engines.stream()
        .map(engine -> engine.times().totals())
        .reduce(StepTimes.Totals::plus)
        .orElseThrow();
  }

  @Override
  public void close() {
    engines.forEach(EngineThread::close);
  }
}
