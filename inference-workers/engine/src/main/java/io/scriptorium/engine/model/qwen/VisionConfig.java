package io.scriptorium.engine.model.qwen;

import ai.djl.ndarray.types.Shape;
import io.scriptorium.engine.torch.TorchArchive;
import java.util.Map;

/** The vision tower's part of a Qwen2-VL or Qwen2.5-VL configuration. */
interface VisionConfig {
  /** How it wants its images cut. */
  PatchLayout patches();

  /** Side of an attention window in merged cells. */
  int windowCells();

  /** Size of an image token's embedding. */
  int outHiddenSize();

  /** Canonical names and shapes of the weights. */
  Map<String, Shape> weights();

  /** The program with its sizes, without the functions that both towers share. */
  TorchArchive program();
}
