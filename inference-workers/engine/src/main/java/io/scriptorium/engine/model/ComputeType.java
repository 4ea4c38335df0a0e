package io.scriptorium.engine.model;

import ai.djl.Device;
import com.sun.management.OperatingSystemMXBean;
import io.scriptorium.engine.torch.Checkpoint;
import io.scriptorium.engine.torch.CpuFeatures;
import java.lang.management.ManagementFactory;

/** The numbers that a model computes with. */
public enum ComputeType {
  /**
   * bfloat16 if the checkpoint is stored in 16 bits, and the device computes faster in them or has
   * not the memory for more; else 32 bits. So no stored precision is lost.
   */
  AUTO,
  FLOAT32,
  BFLOAT16,

  /**
   * Products of integers of 8 bits with scales for each row and each output, everything else in 32
   * bits. Four times as fast as 32 bits on a processor that has instructions for it, and a quarter
   * of their memory; answers may differ.
   */
  INT8;

  /** Weights take this part of the memory at most, where fewer bits would do. */
  private static final int LARGEST_SHARE = 4;

  /** Settles AUTO for a checkpoint. */
  ComputeType resolve(Checkpoint checkpoint, Device device) {
    if (this == INT8 && (device.isGpu() || !CpuFeatures.hasInt8Products())) {
      throw new IllegalArgumentException(
          "INT8 needs a processor with instructions for it (AVX-VNNI, AVX-512 VNNI or AMX)");
    }
    if (this != AUTO) {
      return this;
    }
    return checkpoint.isHalfPrecision() ? ofHalf(checkpoint.values(), device) : FLOAT32;
  }

  /** What AUTO comes to for so many weights that are stored in 16 bits. */
  public static ComputeType ofHalf(long weights, Device device) {
    if (device.isGpu() || Calibration.bfloat16IsFaster()) {
      return BFLOAT16;
    }
    boolean fits = weights * Float.BYTES <= physicalMemory() / LARGEST_SHARE;
    return fits || !CpuFeatures.hasBfloat16() ? FLOAT32 : BFLOAT16;
  }

  private static long physicalMemory() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
  }

  /** libtorch's number of the type of what goes into products and comes out. */
  public int scalarType() {
    return this == BFLOAT16 ? 15 : 6;
  }

  /** What a weight takes. */
  public int bytes() {
    return switch (this) {
      case INT8 -> 1;
      case BFLOAT16 -> 2;
      case FLOAT32, AUTO -> 4;
    };
  }
}
