package io.scriptorium.engine.model;

import java.util.Set;

/**
 * A family of checkpoints, found as a {@link java.util.ServiceLoader service}: a line in {@code
 * META-INF/services} registers it.
 */
public interface ModelFamily {
  /** What its checkpoints' configurations have as {@code model_type}. */
  Set<String> modelTypes();

  /**
   * Loads a model.
   *
   * @throws io.scriptorium.engine.torch.CheckpointException if the folder's files are missing,
   *     damaged or ask for what is not supported; nothing is allocated then
   */
  Model load(ModelSource source);
}
