package io.scriptorium.engine.model;

import ai.djl.Device;
import com.sun.management.OperatingSystemMXBean;
import io.scriptorium.engine.torch.Checkpoint;
import io.scriptorium.engine.torch.CpuFeatures;
import io.scriptorium.engine.torch.Torch;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The numbers that a model computes with. */
public enum ComputeType {
  /**
   * bfloat16 if the checkpoint is stored in 16 bits, and the device computes clearly faster in them
   * or has not the memory for more; else 32 bits. So no stored precision is lost.
   */
  AUTO,
  FLOAT32,
  BFLOAT16,

  /**
   * The language model's products in integers of 8 bits with scales for each row and each output,
   * everything else in 32 bits, vision towers too. A quarter of their memory, and for wide layers
   * two to four times their speed on a processor that has instructions for it and a libtorch with
   * oneDNN; answers may differ.
   */
  INT8;

  /** Weights take this part of the memory at most, where fewer bits would do. */
  private static final int LARGEST_SHARE = 4;

  /** Settles AUTO for a checkpoint. */
  ComputeType resolve(Checkpoint checkpoint, Device device) {
    if (this == INT8 && lacking(device).isPresent()) {
      throw new IllegalArgumentException(lacking(device).get());
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

  /**
   * What a device lacks to compute in these numbers natively; empty if nothing. INT8 is refused
   * then, BFLOAT16 is slow.
   */
  public Optional<String> lacking(Device device) {
    return switch (this) {
      case INT8 ->
          int8Lacks(!device.isGpu() && CpuFeatures.hasInt8Products(), Torch.get().hasOneDnn());
      case BFLOAT16 ->
          device.isGpu() || CpuFeatures.hasBfloat16()
              ? Optional.empty()
              : Optional.of(
                  "BFLOAT16 needs a processor with instructions for it (AVX-512 BF16 or AMX)");
      case FLOAT32, AUTO -> Optional.empty();
    };
  }

  static Optional<String> int8Lacks(boolean products, boolean oneDnn) {
    List<String> needs = new ArrayList<>();
    if (!products) {
      needs.add("a processor with instructions for it (AVX-VNNI, AVX-512 VNNI or AMX)");
    }
    if (!oneDnn) {
      needs.add("a libtorch that was built with oneDNN");
    }
    return needs.isEmpty()
        ? Optional.empty()
        : Optional.of("INT8 needs " + String.join(" and ", needs));
  }

  /**
   * The numbers of the vision tower of a model whose language model computes in these: a tower in
   * integers reads worse.
   */
  public ComputeType ofVision() {
    return this == INT8 ? FLOAT32 : this;
  }

  /** The resource with the functions that do projections in these numbers. */
  public String projectionSource(Device device) {
    if (device.isGpu() || !Torch.get().hasOneDnn()) {
      return "linear_plain.py";
    }
    return this == INT8 ? "linear_int8.py" : "linear_packed.py";
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
