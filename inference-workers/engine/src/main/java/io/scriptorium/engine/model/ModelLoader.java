package io.scriptorium.engine.model;

import ai.djl.Device;
import io.scriptorium.engine.torch.CheckpointException;
import java.nio.file.Path;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;

/** Loads model folders in the layout of the Hugging Face hub. */
public final class ModelLoader {
  private ModelLoader() {}

  /**
   * Loads a model.
   *
   * @throws CheckpointException if the folder's family is unknown or its files are missing or
   *     damaged; nothing is allocated then
   */
  public static Model load(Path folder, ComputeType computeType, Device device) {
    ConfigNode config = ConfigNode.read(folder);
    String type = config.text("model_type", "");
    Map<String, ModelFamily> families = families();
    ModelFamily family = families.get(type);
    if (family == null) {
      throw new CheckpointException(
          "%s: model_type \"%s\" is not supported; supported are %s"
              .formatted(config.file(), type, families.keySet()));
    }
    return family.load(new ModelSource(folder, config, computeType, device));
  }

  private static Map<String, ModelFamily> families() {
    Map<String, ModelFamily> families = new TreeMap<>();
    for (ModelFamily family : ServiceLoader.load(ModelFamily.class)) {
      family.modelTypes().forEach(type -> families.put(type, family));
    }
    return families;
  }
}
