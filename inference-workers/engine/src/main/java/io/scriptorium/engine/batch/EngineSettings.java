package io.scriptorium.engine.batch;

import ai.djl.Device;
import io.scriptorium.engine.model.ComputeType;
import io.scriptorium.engine.model.ModelShape;

/**
 * How a model is run.
 *
 * @param computeType numbers to compute with
 * @param device where to compute
 * @param replicas engines that run beside each other and share the weights
 * @param operationThreads threads of one operation; it holds for the whole process
 * @param limits bounds of each engine's steps
 * @param cacheBytes memory of each engine's key-value cache
 */
public record EngineSettings(
    ComputeType computeType,
    Device device,
    int replicas,
    int operationThreads,
    BatchLimits limits,
    long cacheBytes) {
  private static final int BLOCK_SIZE = 16;
  private static final int IMAGE_TOKENS = 16_384;
  private static final long DEFAULT_CACHE_BYTES = 256L << 20;
  private static final BatchLimits DEFAULT_LIMITS = new BatchLimits(128, 2048, 1024);

  public EngineSettings {
    if (replicas < 1 || operationThreads < 1 || cacheBytes < 1) {
      throw new IllegalArgumentException(
          "Replicas, threads and cache must be positive; they are %d, %d and %d bytes"
              .formatted(replicas, operationThreads, cacheBytes));
    }
  }

  /**
   * Settings for this machine. On the CPU each core runs an engine of its own with single-threaded
   * operations, which scales better than sharing small operations between cores.
   */
  public static EngineSettings defaults() {
    return new EngineSettings(
        ComputeType.AUTO,
        Device.cpu(),
        Runtime.getRuntime().availableProcessors(),
        1,
        DEFAULT_LIMITS,
        DEFAULT_CACHE_BYTES);
  }

  /** These settings with other numbers to compute with. */
  public EngineSettings withComputeType(ComputeType other) {
    return new EngineSettings(other, device, replicas, operationThreads, limits, cacheBytes);
  }

  /** These settings with another number of replicas. */
  public EngineSettings withReplicas(int other) {
    return new EngineSettings(computeType, device, other, operationThreads, limits, cacheBytes);
  }

  /** These settings with other threads for each operation. */
  public EngineSettings withOperationThreads(int other) {
    return new EngineSettings(computeType, device, replicas, other, limits, cacheBytes);
  }

  /** These settings with other bounds. */
  public EngineSettings withLimits(BatchLimits other) {
    return new EngineSettings(computeType, device, replicas, operationThreads, other, cacheBytes);
  }

  /** These settings with another amount of memory for each cache. */
  public EngineSettings withCacheBytes(long other) {
    return new EngineSettings(computeType, device, replicas, operationThreads, limits, other);
  }

  int blockSize() {
    return BLOCK_SIZE;
  }

  /** Blocks that fit the memory, but no more than all sequences can fill. */
  int cacheBlocks(ModelShape shape) {
    long affordable = cacheBytes / shape.cacheBytesPerToken() / BLOCK_SIZE;
    long useful = (long) limits.sequences() * (shape.maxPositions() / BLOCK_SIZE + 1);
    return (int)
        Math.max(1, Math.min(Math.min(affordable, useful), Integer.MAX_VALUE / BLOCK_SIZE));
  }

  int imageBlocks(boolean takesImages) {
    return takesImages ? IMAGE_TOKENS / BLOCK_SIZE : 0;
  }
}
