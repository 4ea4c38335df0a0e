package io.scriptorium.engine.model;

import ai.djl.Device;
import io.scriptorium.engine.torch.Checkpoint;
import io.scriptorium.engine.torch.CpuFeatures;

/**
 * How a model's programs compute on a device.
 *
 * @param projections numbers of the weights and what they multiply
 * @param attention numbers of attention and of the key-value cache
 * @param device where they run
 */
public record Numerics(ComputeType projections, ComputeType attention, Device device) {
  /**
   * Settles the choice. On a CPU without matrix units, small products of attention run faster in 32
   * bits than in 16.
   */
  static Numerics of(ComputeType asked, Checkpoint checkpoint, Device device) {
    ComputeType type = asked.resolve(checkpoint, device);
    boolean half = type == ComputeType.BFLOAT16;
    boolean keep = half && (device.isGpu() || CpuFeatures.hasMatrixUnits());
    return new Numerics(type, keep ? type : ComputeType.FLOAT32, device);
  }

  /** How a vision tower computes beside a language model that computes like this. */
  public Numerics ofVision() {
    return new Numerics(projections.ofVision(), attention, device);
  }

  /** The resource with the functions that do projections. */
  public String projectionSource() {
    return projections.projectionSource(device);
  }
}
