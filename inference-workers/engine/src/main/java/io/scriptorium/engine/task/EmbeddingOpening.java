package io.scriptorium.engine.task;

import io.scriptorium.engine.batch.EngineSettings;
import io.scriptorium.engine.image.ImageSettings;
import io.scriptorium.engine.model.EmbeddingFamily;
import io.scriptorium.engine.model.EmbeddingModel;
import io.scriptorium.engine.model.Family;
import io.scriptorium.engine.model.ModelFolder;
import io.scriptorium.engine.task.TaskRunner.ModelIdentity;
import io.scriptorium.engine.text.ModelFolderException;
import io.scriptorium.engine.text.Tokenizer;
import io.scriptorium.engine.torch.Torch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Makes a runner of the folder of a model that embeds. */
final class EmbeddingOpening {
  private EmbeddingOpening() {}

  static EmbeddingTaskRunner open(ModelFolder source, TaskSettings settings) {
    Path folder = source.path();
    EngineSettings engine = settings.engine();
    Torch.get().setOperationThreads(engine.operationThreads());
    Torch.get().adoptThread();
    EmbeddingModel model =
        Family.load(EmbeddingFamily.class, source, engine.computeType(), engine.device());
    try {
      ImageSettings images = imageSettings(folder, model.patchSize());
      ModelIdentity identity = CheckpointDigest.identify(source).with(model.numbers());
      Optional<Tokenizer> tokenizer =
          Tokenizer.isIn(folder) ? Optional.of(Tokenizer.load(folder)) : Optional.empty();
      return new EmbeddingTaskRunner(
          new EmbeddingTaskRunner.Parts(model, tokenizer, images, settings.limits(), identity),
          settings);
    } catch (RuntimeException e) {
      model.close();
      throw e;
    }
  }

  private static ImageSettings imageSettings(Path folder, int patchSize) {
    try {
      return ImageSettings.load(folder, patchSize);
    } catch (IOException e) {
      throw new ModelFolderException("Cannot use the model's image settings: " + e.getMessage(), e);
    }
  }
}
