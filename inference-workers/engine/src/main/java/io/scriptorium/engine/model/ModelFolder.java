package io.scriptorium.engine.model;

import io.scriptorium.engine.torch.CheckpointException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Where a model lies.
 *
 * @param path folder of its checkpoint, in the layout of the Hugging Face hub
 * @param adapter folder of a LoRA adapter that is merged with it, as PEFT saves one
 */
public record ModelFolder(Path path, Optional<Path> adapter) {

  /** A checkpoint as it is. */
  public static ModelFolder of(Path path) {
    return new ModelFolder(path, Optional.empty());
  }

  /**
   * A checkpoint with an adapter. A folder that is an adapter itself stands for the checkpoint that
   * it names, where that is a folder, with it.
   *
   * @throws CheckpointException if that is no folder, or there are two adapters then
   */
  public static ModelFolder of(Path path, Optional<Path> adapter) {
    if (!isAdapter(path)) {
      return new ModelFolder(path, adapter);
    }
    ConfigNode config = ConfigNode.read(path, LoraConfig.FILE);
    String base = config.text(LoraConfig.BASE, "");
    Path folder = path.resolve(base);
    if (base.isEmpty() || !Files.isDirectory(folder)) {
      throw config.refused(
          "%s is \"%s\", which is no folder here; name the model's folder and this one as its adapter"
              .formatted(LoraConfig.BASE, base));
    }
    if (adapter.isPresent()) {
      throw new CheckpointException(
          "%s is an adapter itself; one with another, %s, is not supported"
              .formatted(path, adapter.get()));
    }
    return new ModelFolder(folder, Optional.of(path));
  }

  /** Files of the adapter, by which it is known; none without one. */
  public List<Path> adapterFiles() {
    return adapter.map(LoraAdapter::files).orElse(List.of());
  }

  private static boolean isAdapter(Path path) {
    return Files.exists(path.resolve(LoraConfig.FILE))
        && !Files.exists(path.resolve("config.json"));
  }
}
