package io.scriptorium.engine.model;

import ai.djl.Device;
import io.scriptorium.engine.torch.CheckpointException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeSet;

/** Loads model folders in the layout of the Hugging Face hub: the registry of families. */
public final class ModelLoader {
  /** Families by {@code model_type}. */
  private static final Map<String, Family> FAMILIES =
      Map.of(
          "llama", Qwen2::load,
          "qwen2", Qwen2::load,
          "qwen2_5_vl", Qwen25Vl::load);

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
    Family family = FAMILIES.get(type);
    if (family == null) {
      throw new CheckpointException(
          "%s: model_type \"%s\" is not supported; supported are %s"
              .formatted(config.file(), type, new TreeSet<>(FAMILIES.keySet())));
    }
    return family.load(new Source(folder, config, computeType, device));
  }

  /** Makes a model of a folder. */
  @FunctionalInterface
  interface Family {
    Model load(Source source);
  }

  /**
   * What a family loads from.
   *
   * @param folder the model folder
   * @param config its configuration
   * @param computeType numbers to compute with
   * @param device where to compute
   */
  record Source(Path folder, ConfigNode config, ComputeType computeType, Device device) {}
}
