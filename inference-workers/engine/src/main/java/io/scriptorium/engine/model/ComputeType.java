package io.scriptorium.engine.model;

import ai.djl.Device;
import io.scriptorium.engine.torch.CpuFeatures;

/** The numbers that a model computes with. */
public enum ComputeType {
  /**
   * bfloat16 if the checkpoint is stored in 16 bits and the device is fast at it, else 32 bits: so
   * no stored precision is lost.
   */
  AUTO,
  FLOAT32,
  BFLOAT16;

  /** Settles AUTO. */
  ComputeType resolve(boolean storedInHalf, Device device) {
    if (this != AUTO) {
      return this;
    }
    boolean fast = device.isGpu() || CpuFeatures.bfloat16IsFast();
    return storedInHalf && fast ? BFLOAT16 : FLOAT32;
  }

  /** libtorch's number of the type. */
  int scalarType() {
    return this == BFLOAT16 ? 15 : 6;
  }

  int bytes() {
    return this == BFLOAT16 ? 2 : 4;
  }
}
