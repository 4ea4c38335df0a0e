package io.scriptorium.engine.bench;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.scriptorium.engine.batch.EngineMeter;
import io.scriptorium.engine.batch.LoadedModel;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Looks again and again at how full the key-value caches of a model's engines are. Blocks that were
 * freed last are taken first: what was never full was never touched.
 */
public final class CacheWatch implements AutoCloseable {
  private static final int MILLISECONDS = 20;

  private final MeterRegistry metrics;
  private final Map<Meter.Id, Double> most = new ConcurrentHashMap<>();
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "cache-watch");
            thread.setDaemon(true);
            return thread;
          });

  private CacheWatch(MeterRegistry metrics) {
    this.metrics = metrics;
  }

  /** Looks from now on. */
  public static CacheWatch start(LoadedModel model) {
    CacheWatch watch = new CacheWatch(model.generator().metrics());
    var unused =
        watch.clock.scheduleAtFixedRate(watch::look, 0, MILLISECONDS, TimeUnit.MILLISECONDS);
    return watch;
  }

  private void look() {
    for (Gauge gauge : metrics.find(EngineMeter.CACHE_USAGE.id()).gauges()) {
      most.merge(gauge.getId(), gauge.value(), Math::max);
    }
  }

  /** The largest shares of each engine's cache that were held, added up. */
  public double caches() {
    return most.values().stream().mapToDouble(Double::doubleValue).sum();
  }

  @Override
  public void close() {
    clock.shutdown();
  }
}
