package io.scriptorium.engine.task;

import io.micrometer.core.instrument.MeterRegistry;
import io.scriptorium.engine.batch.EngineSettings;
import io.scriptorium.engine.batch.LoadedModel;
import io.scriptorium.engine.batch.PrefixCache;
import io.scriptorium.engine.image.ImageSettings;
import io.scriptorium.engine.layout.LineFinder;
import io.scriptorium.engine.layout.lines.PageLineFinder;
import io.scriptorium.engine.model.ImageTokens;
import io.scriptorium.engine.model.ImageTokens.Wording;
import io.scriptorium.engine.model.ModelFolder;
import io.scriptorium.engine.text.ChatTemplate;
import io.scriptorium.engine.text.GenerationDefaults;
import io.scriptorium.engine.text.ModelFolderException;
import io.scriptorium.engine.text.PromptBuilder;
import io.scriptorium.engine.text.Tokenizer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Makes a runner of a model folder. */
final class ModelOpening {
  /** Folder of the tokenizer of an encoder that is told instructions. */
  private static final String ENCODER_TOKENIZER = "qformer_tokenizer";

  private ModelOpening() {}

  static ModelTaskRunner open(ModelFolder folder, TaskSettings settings, MeterRegistry metrics) {
    Tokenizer tokenizer = Tokenizer.load(folder.path());
    LoadedModel loaded;
    try {
      loaded = LoadedModel.load(folder, engineSettings(tokenizer, settings.engine()), metrics);
    } catch (RuntimeException e) {
      tokenizer.close();
      throw e;
    }
    try {
      ReadingModel model = readingModel(folder, loaded, tokenizer);
      LineFinder finder = model.readsLines() ? new PageLineFinder(1) : page -> List.of();
      return new ModelTaskRunner(
          new ModelTaskRunner.Parts(
              model,
              finder,
              settings.limits(),
              new ModelTaskRunner.Engines(loaded.generator()::times, loaded.generator()::vitals),
              List.of(finder::close, model::close, loaded::close)),
          settings.preparationThreads(),
          settings.maxPendingTokens());
    } catch (RuntimeException e) {
      loaded.close();
      tokenizer.close();
      throw e;
    }
  }

  /** Lines do not begin alike: keeping what was computed of them would only fill memory. */
  private static EngineSettings engineSettings(Tokenizer tokenizer, EngineSettings settings) {
    return ReadingModel.isLineReader(tokenizer)
        ? settings.withCache(settings.cache().withPrefixCache(PrefixCache.OFF))
        : settings;
  }

  private static ReadingModel readingModel(
      ModelFolder model, LoadedModel loaded, Tokenizer tokenizer) {
    Path folder = model.path();
    Optional<ImageTokens> images = loaded.images();
    return new ReadingModel(
        loaded.generator(),
        tokenizer,
        new PromptBuilder(
            tokenizer,
            ChatTemplate.load(folder),
            images.map(tokens -> OptionalInt.of(tokens.tokenId())).orElse(OptionalInt.empty())),
        GenerationDefaults.load(folder, tokenizer),
        images.map(tokens -> imagePreparation(folder, tokens)),
        loaded.shape().maxPositions(),
        CheckpointDigest.identify(model).with(loaded.shape().numbers()));
  }

  private static ImagePreparation imagePreparation(Path folder, ImageTokens tokens) {
    return new ImagePreparation(
        imageSettings(folder, tokens),
        tokens,
        tokens.wording() instanceof Wording.Instruction
            ? Optional.of(Tokenizer.load(folder.resolve(ENCODER_TOKENIZER)))
            : Optional.empty());
  }

  private static ImageSettings imageSettings(Path folder, ImageTokens tokens) {
    try {
      return ImageSettings.load(folder, tokens.patchSize());
    } catch (IOException e) {
      throw new ModelFolderException("Cannot use the model's image settings: " + e.getMessage(), e);
    }
  }
}
