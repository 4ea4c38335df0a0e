package io.scriptorium.engine.model;

import ai.djl.Device;
import java.nio.file.Path;

/** Loads folders of language models in the layout of the Hugging Face hub. */
public final class ModelLoader {
  private ModelLoader() {}

  /**
   * Loads a model.
   *
   * @throws io.scriptorium.engine.torch.CheckpointException if the folder's family is unknown or
   *     its files are missing or damaged; nothing is allocated then
   */
  public static Model load(Path folder, ComputeType computeType, Device device) {
    return Family.load(ModelFamily.class, folder, computeType, device);
  }
}
