package io.scriptorium.engine.model;

import ai.djl.Device;
import io.scriptorium.engine.torch.CheckpointException;
import java.nio.file.Path;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeMap;

/**
 * A family of checkpoints, found as a {@link java.util.ServiceLoader service}: a line in {@code
 * META-INF/services} registers it.
 *
 * @param <M> what it loads
 */
public interface Family<M> {
  /** What its checkpoints' configurations have as {@code model_type}. */
  Set<String> modelTypes();

  /**
   * Loads a model.
   *
   * @throws CheckpointException if the folder's files are missing, damaged or ask for what is not
   *     supported; nothing is allocated then
   */
  M load(ModelSource source);

  /**
   * Whether a folder's model is of one of a service's families.
   *
   * @throws CheckpointException if the folder has no configuration or a damaged one
   */
  static boolean knows(Class<? extends Family<?>> service, Path folder) {
    return all(service).containsKey(type(ConfigNode.read(folder)));
  }

  /**
   * Loads a model folder in the layout of the Hugging Face hub by one of a service's families.
   *
   * @throws CheckpointException if the folder's family is unknown or its files are missing or
   *     damaged; nothing is allocated then
   */
  static <M> M load(
      Class<? extends Family<M>> service, Path folder, ComputeType computeType, Device device) {
    return load(service, ModelFolder.of(folder), computeType, device);
  }

  /** The same of a folder with an adapter, which must fit it. */
  static <M> M load(
      Class<? extends Family<M>> service,
      ModelFolder folder,
      ComputeType computeType,
      Device device) {
    ConfigNode config = ConfigNode.read(folder.path());
    Map<String, ? extends Family<M>> families = all(service);
    Family<M> family = families.get(type(config));
    if (family == null) {
      throw new CheckpointException(
          "%s: model_type \"%s\" is not supported; supported are %s"
              .formatted(config.file(), type(config), families.keySet()));
    }
    return family.load(new ModelSource(folder, config, computeType, device));
  }

  private static String type(ConfigNode config) {
    return config.text("model_type", "");
  }

  private static <F extends Family<?>> Map<String, F> all(Class<F> service) {
    Map<String, F> families = new TreeMap<>();
    for (F family : ServiceLoader.load(service)) {
      family.modelTypes().forEach(type -> families.put(type, family));
    }
    return families;
  }
}
