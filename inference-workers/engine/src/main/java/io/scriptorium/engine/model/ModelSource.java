package io.scriptorium.engine.model;

import ai.djl.Device;
import ai.djl.ndarray.types.Shape;
import io.scriptorium.engine.torch.Checkpoint;
import io.scriptorium.engine.torch.ScaledBlocks;
import io.scriptorium.engine.torch.TensorScope;
import io.scriptorium.engine.torch.Torch;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * What a family loads from.
 *
 * @param folder the model folder, and its adapter
 * @param config its configuration
 * @param computeType numbers to compute with
 * @param device where to compute
 */
public record ModelSource(
    ModelFolder folder, ConfigNode config, ComputeType computeType, Device device) {
  private static final String QUANTIZATION = "quantization_config";

  /** A folder without an adapter. */
  public ModelSource(Path folder, ConfigNode config, ComputeType computeType, Device device) {
    this(ModelFolder.of(folder), config, computeType, device);
  }

  /** Makes a model of checked weights. */
  @FunctionalInterface
  public interface Assembly<M> {
    /**
     * Builds the model.
     *
     * @param scope will own what is allocated; the model closes it
     */
    M assemble(TensorScope scope, Checkpoint checkpoint, Numerics numerics);
  }

  /**
   * Opens the checkpoint, checks that it has these weights in these shapes, and builds a model.
   *
   * @param canonicalName from a stored name to the one in {@code weights}
   * @throws io.scriptorium.engine.torch.CheckpointException if weights are missing or differ, or an
   *     adapter does not fit them
   */
  public <M> M assemble(
      UnaryOperator<String> canonicalName, Map<String, Shape> weights, Assembly<M> assembly) {
    try (Checkpoint checkpoint = Checkpoint.open(folder.path(), canonicalName, blocks())) {
      if (folder.adapter().isEmpty()) {
        return assemble(checkpoint, weights, assembly);
      }
      try (LoraAdapter adapter = LoraAdapter.open(folder.adapter().get())) {
        adapter.applyTo(checkpoint, canonicalName);
        return assemble(checkpoint, weights, assembly);
      }
    }
  }

  private <M> M assemble(Checkpoint checkpoint, Map<String, Shape> weights, Assembly<M> assembly) {
    checkpoint.require(weights);
    Numerics numerics = Numerics.of(computeType, checkpoint, device);
    TensorScope scope = Torch.get().open(device);
    try {
      return assembly.assemble(scope, checkpoint, numerics);
    } catch (RuntimeException e) {
      scope.close();
      throw e;
    }
  }

  /**
   * Whether the checkpoint has weights whose stored names begin so; reads its headers alone.
   *
   * @throws io.scriptorium.engine.torch.CheckpointException if a file is missing or damaged
   */
  public boolean hasWeightsUnder(String prefix) {
    try (Checkpoint checkpoint = Checkpoint.open(folder.path(), UnaryOperator.identity())) {
      return checkpoint.names().stream().anyMatch(name -> name.startsWith(prefix));
    }
  }

  /** What shares a scale in a checkpoint whose matrices are stored in numbers of 8 bits. */
  private Optional<ScaledBlocks> blocks() {
    if (!config.has(QUANTIZATION)) {
      return Optional.empty();
    }
    ConfigNode quantization = config.child(QUANTIZATION);
    quantization.only("quant_method", "fp8");
    quantization.only("fmt", "e4m3");
    int[] size = quantization.integers("weight_block_size");
    if (size.length != 2 || size[0] < 1 || size[1] < 1) {
      throw quantization.refused(
          "weight_block_size must be a number of rows and one of columns, not "
              + Arrays.toString(size));
    }
    return Optional.of(new ScaledBlocks(size[0], size[1]));
  }
}
