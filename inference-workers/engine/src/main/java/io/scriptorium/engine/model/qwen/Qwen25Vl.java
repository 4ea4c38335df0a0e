package io.scriptorium.engine.model.qwen;

import ai.djl.ndarray.types.Shape;
import io.scriptorium.engine.PixelValues;
import io.scriptorium.engine.model.BadPromptException;
import io.scriptorium.engine.model.ConfigNode;
import io.scriptorium.engine.model.DraftInput;
import io.scriptorium.engine.model.DraftOutput;
import io.scriptorium.engine.model.EncoderInput;
import io.scriptorium.engine.model.ImageTokens;
import io.scriptorium.engine.model.LanguageProgram;
import io.scriptorium.engine.model.Model;
import io.scriptorium.engine.model.ModelCache;
import io.scriptorium.engine.model.ModelShape;
import io.scriptorium.engine.model.ModelSource;
import io.scriptorium.engine.model.PromptCheck;
import io.scriptorium.engine.model.PromptPositions;
import io.scriptorium.engine.model.StepInput;
import io.scriptorium.engine.model.StepOutput;
import io.scriptorium.engine.torch.CheckpointException;
import io.scriptorium.engine.torch.TensorScope;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Qwen2.5-VL (arXiv 2502.13923): vision tower with window attention, language model with M-RoPE.
 */
final class Qwen25Vl implements Model {
  private final TensorScope scope;
  private final Qwen25VisionConfig visionConfig;
  private final ImageTokens images;
  private final Qwen25VisionTower vision;
  private final LanguageProgram language;

  private Qwen25Vl(TensorScope scope, Parts parts) {
    this.scope = scope;
    this.visionConfig = parts.visionConfig;
    this.images = parts.images;
    this.vision = parts.vision;
    this.language = parts.language;
  }

  private record Parts(
      Qwen25VisionConfig visionConfig,
      ImageTokens images,
      Qwen25VisionTower vision,
      LanguageProgram language) {}

  static Model load(ModelSource source) {
    ConfigNode root = source.config();
    Qwen2Config text = Qwen2Config.of(root);
    Qwen25VisionConfig vision = Qwen25VisionConfig.of(root);
    if (!text.usesMrope()) {
      throw new CheckpointException(root.file() + " lacks mrope_section");
    }
    if (vision.outHiddenSize() != text.hiddenSize()) {
      throw new CheckpointException(
          "%s: vision out_hidden_size is %d, hidden_size %d"
              .formatted(root.file(), vision.outHiddenSize(), text.hiddenSize()));
    }
    ImageTokens images =
        new ImageTokens(
            root.positive("image_token_id"), vision.patchSize(), vision.spatialMergeSize());
    Map<String, Shape> weights = new LinkedHashMap<>(text.weights());
    weights.putAll(vision.weights());
    return source.assemble(
        Qwen25Vl::canonicalName,
        weights,
        (scope, checkpoint, numerics) -> {
          Qwen25VisionTower tower =
              Qwen25VisionTower.load(scope, vision, checkpoint, numerics.ofVision());
          LanguageProgram language = Qwen2.language(scope, text, checkpoint, numerics);
          return new Qwen25Vl(scope, new Parts(vision, images, tower, language));
        });
  }

  /** Older and newer checkpoints differ in the names' first part. */
  private static String canonicalName(String stored) {
    if (stored.startsWith("model.visual.")) {
      return stored.substring("model.".length());
    }
    String language = "model.language_model.";
    return stored.startsWith(language) ? "model." + stored.substring(language.length()) : stored;
  }

  @Override
  public ModelShape shape() {
    return language.shape();
  }

  @Override
  public Optional<ImageTokens> images() {
    return Optional.of(images);
  }

  @Override
  public PromptPositions locate(int[] prompt, List<PixelValues> pixels) {
    PromptCheck.tokens(prompt, shape());
    for (PixelValues image : pixels) {
      int merge = visionConfig.spatialMergeSize();
      if (image.gridH() % merge != 0 || image.gridW() % merge != 0) {
        throw new BadPromptException(
            "An image of %d x %d patches cannot be merged by %d"
                .formatted(image.gridH(), image.gridW(), merge));
      }
      if (image.valuesPerPatch() != visionConfig.patchValues()
          && image.valuesPerPatch() != visionConfig.grayPatchValues()) {
        throw new BadPromptException(
            "An image has %d values in a patch, not %d or, gray, %d"
                .formatted(
                    image.valuesPerPatch(),
                    visionConfig.patchValues(),
                    visionConfig.grayPatchValues()));
      }
    }
    PromptCheck.imageRuns(prompt, pixels, images);
    return MropePositions.locate(prompt, pixels, images);
  }

  @Override
  public ModelCache newCache(TensorScope owner, int slots, int imageRows) {
    return language.newCache(owner, slots, imageRows);
  }

  @Override
  public void encode(TensorScope owner, List<EncoderInput> inputs, ModelCache cache) {
    vision.encode(owner, inputs, cache);
  }

  @Override
  public StepOutput forward(TensorScope owner, StepInput input, ModelCache cache) {
    return language.forward(owner, input, cache);
  }

  @Override
  public void copy(long[] from, long[] to, ModelCache cache) {
    language.copy(from, to, cache);
  }

  @Override
  public boolean drafts() {
    return language.drafts();
  }

  @Override
  public DraftOutput draft(TensorScope owner, DraftInput input, ModelCache cache) {
    return language.draft(owner, input, cache);
  }

  @Override
  public void close() {
    vision.close();
    language.close();
    scope.close();
  }
}
