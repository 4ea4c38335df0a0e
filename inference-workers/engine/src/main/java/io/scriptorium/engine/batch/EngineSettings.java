package io.scriptorium.engine.batch;

import ai.djl.Device;
import io.scriptorium.engine.model.ComputeType;

/**
 * How a model is run.
 *
 * @param compute where and with which numbers
 * @param replicas engines that run beside each other and share the weights
 * @param limits bounds of each engine's steps
 * @param cache memory of each engine's key-value cache
 * @param speculation how far ahead tokens are drafted
 */
public record EngineSettings(
    Compute compute,
    int replicas,
    BatchLimits limits,
    CacheSettings cache,
    Speculation speculation) {
  private static final BatchLimits DEFAULT_LIMITS = new BatchLimits(128, 2048, 1024);

  /**
   * Where and with which numbers to compute.
   *
   * @param type numbers
   * @param device where
   * @param operationThreads threads of one operation; it holds for the whole process
   */
  public record Compute(ComputeType type, Device device, int operationThreads) {
    public Compute {
      if (operationThreads < 1) {
        throw new IllegalArgumentException(operationThreads + " threads of an operation");
      }
    }
  }

  public EngineSettings {
    if (replicas < 1) {
      throw new IllegalArgumentException(replicas + " replicas");
    }
  }

  /**
   * Settings for this machine. On the CPU each core runs an engine of its own with single-threaded
   * operations, which scales better than sharing small operations between cores.
   */
  public static EngineSettings defaults() {
    return new EngineSettings(
        new Compute(ComputeType.AUTO, Device.cpu(), 1),
        Runtime.getRuntime().availableProcessors(),
        DEFAULT_LIMITS,
        CacheSettings.DEFAULT,
        Speculation.adaptive());
  }

  /** Numbers to compute with. */
  public ComputeType computeType() {
    return compute.type;
  }

  /** Where to compute. */
  public Device device() {
    return compute.device;
  }

  /** Threads of one operation. */
  public int operationThreads() {
    return compute.operationThreads;
  }

  /** These settings with other numbers to compute with. */
  public EngineSettings withComputeType(ComputeType other) {
    return with(new Compute(other, compute.device, compute.operationThreads));
  }

  /** These settings with other threads for each operation. */
  public EngineSettings withOperationThreads(int other) {
    return with(new Compute(compute.type, compute.device, other));
  }

  private EngineSettings with(Compute other) {
    return new EngineSettings(other, replicas, limits, cache, speculation);
  }

  /** These settings with another number of replicas. */
  public EngineSettings withReplicas(int other) {
    return new EngineSettings(compute, other, limits, cache, speculation);
  }

  /** These settings with other bounds. */
  public EngineSettings withLimits(BatchLimits other) {
    return new EngineSettings(compute, replicas, other, cache, speculation);
  }

  /** These settings with another cache. */
  public EngineSettings withCache(CacheSettings other) {
    return new EngineSettings(compute, replicas, limits, other, speculation);
  }

  /** These settings with another amount of memory for each cache. */
  public EngineSettings withCacheBytes(long other) {
    return withCache(cache.withBytes(other));
  }

  /** These settings with other drafts. */
  public EngineSettings withSpeculation(Speculation other) {
    return new EngineSettings(compute, replicas, limits, cache, other);
  }
}
