package io.scriptorium.engine.batch;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.scriptorium.engine.model.ImageTokens;
import io.scriptorium.engine.model.Model;
import io.scriptorium.engine.model.ModelFolder;
import io.scriptorium.engine.model.ModelLoader;
import io.scriptorium.engine.model.ModelShape;
import io.scriptorium.engine.torch.CheckpointException;
import io.scriptorium.engine.torch.Torch;
import java.nio.file.Path;
import java.util.Optional;

/** A model in memory with the engines that run it. Closing it stops them and frees the weights. */
public final class LoadedModel implements AutoCloseable {
  private final Model model;
  private final EnginePool engines;

  private LoadedModel(Model model, EnginePool engines) {
    this.model = model;
    this.engines = engines;
  }

  /**
   * Loads a model folder and starts its engines.
   *
   * @throws CheckpointException if the folder is no model, or a damaged one, or one of a family
   *     that is not supported; the message is one line
   */
  public static LoadedModel load(Path folder, EngineSettings settings) {
    return load(ModelFolder.of(folder), settings, new SimpleMeterRegistry());
  }

  /**
   * The same, of a folder that may have an adapter, with the engines' meters in a registry of the
   * caller's, who must not load a second model into it.
   */
  public static LoadedModel load(
      ModelFolder folder, EngineSettings settings, MeterRegistry metrics) {
    Torch.get().setOperationThreads(settings.operationThreads());
    Model model = ModelLoader.load(folder, settings.computeType(), settings.device());
    return new LoadedModel(model, EnginePool.start(model, settings, metrics));
  }

  /** Continues prompts; closed with this. */
  public EnginePool generator() {
    return engines;
  }

  /** How it takes images; empty if it takes none. */
  public Optional<ImageTokens> images() {
    return model.images();
  }

  /** Whether it has a module that drafts. */
  public boolean drafts() {
    return model.drafts();
  }

  /** Its sizes. */
  public ModelShape shape() {
    return model.shape();
  }

  @Override
  public void close() {
    engines.close();
    model.close();
  }
}
