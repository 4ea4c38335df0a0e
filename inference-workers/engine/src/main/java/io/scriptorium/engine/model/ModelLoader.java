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
    return load(ModelFolder.of(folder), computeType, device);
  }

  /** The same of a folder with an adapter, which must fit it. */
  public static Model load(ModelFolder folder, ComputeType computeType, Device device) {
    return Family.load(ModelFamily.class, folder, computeType, device);
  }
}
