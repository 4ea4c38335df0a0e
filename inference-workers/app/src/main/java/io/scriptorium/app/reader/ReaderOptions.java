package io.scriptorium.app.reader;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.scriptorium.app.console.ActionableException;
import io.scriptorium.engine.batch.EngineSettings;
import io.scriptorium.engine.image.ImageLimits;
import io.scriptorium.engine.model.BundledModel;
import io.scriptorium.engine.model.EmbeddingFamily;
import io.scriptorium.engine.model.Family;
import io.scriptorium.engine.model.ModelFolder;
import io.scriptorium.engine.task.EmbeddingTaskRunner;
import io.scriptorium.engine.task.ModelTaskRunner;
import io.scriptorium.engine.task.TaskRunner;
import io.scriptorium.engine.task.TaskSettings;
import io.scriptorium.engine.text.ModelFolderException;
import io.scriptorium.engine.torch.CheckpointException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options of every command that runs a model in this process. */
public final class ReaderOptions {
  @Option(
      names = "--model",
      paramLabel = "DIR",
      description = "Folder of the model (default: the one that comes with Scriptorium).")
  private Optional<Path> model = Optional.empty();

  @Option(
      names = "--adapter",
      paramLabel = "DIR",
      description =
          "Folder of a LoRA adapter as PEFT saves it, merged with the model. A --model that is such"
              + " a folder itself needs none, if it names the model's folder.")
  private Optional<Path> adapter = Optional.empty();

  @Mixin private NumbersOption numbers;

  @Option(
      names = "--engines",
      paramLabel = "N",
      description =
          "Engines that run beside each other and share the weights (default: one a processor).")
  private Optional<Integer> engines = Optional.empty();

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Threads that decode files and find lines (default: one a processor).")
  private Optional<Integer> threads = Optional.empty();

  /** Loads the model. */
  public ModelTaskRunner load(ImageLimits limits) {
    return load(limits, new SimpleMeterRegistry());
  }

  /** Loads the model, whose engines keep their meters in a registry. */
  public ModelTaskRunner load(ImageLimits limits, MeterRegistry meters) {
    return loaded(() -> ModelTaskRunner.open(folder(), settings(limits), meters));
  }

  /** Loads the model, whether it answers or embeds. */
  public TaskRunner loadAny(ImageLimits limits, MeterRegistry meters) {
    return loaded(
        () ->
            Family.knows(EmbeddingFamily.class, folder().path())
                ? EmbeddingTaskRunner.open(folder(), settings(limits))
                : ModelTaskRunner.open(folder(), settings(limits), meters));
  }

  private ModelFolder folder() {
    return ModelFolder.of(model.orElseGet(BundledModel::folder), adapter);
  }

  private TaskSettings settings(ImageLimits limits) {
    TaskSettings settings = TaskSettings.defaults().withLimits(limits);
    EngineSettings engine = settings.engine().withComputeType(numbers.chosen());
    settings = settings.withEngine(engines.map(engine::withReplicas).orElse(engine));
    return threads.map(settings::withPreparationThreads).orElse(settings);
  }

  private static <T> T loaded(Supplier<T> loading) {
    try {
      return loading.get();
    } catch (CheckpointException | ModelFolderException | IllegalArgumentException e) {
      throw new ActionableException(String.valueOf(e.getMessage()), e);
    }
  }
}
