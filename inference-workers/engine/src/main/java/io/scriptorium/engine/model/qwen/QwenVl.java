package io.scriptorium.engine.model.qwen;

import ai.djl.ndarray.types.Shape;
import io.scriptorium.engine.model.ConfigNode;
import io.scriptorium.engine.model.ImageTokens;
import io.scriptorium.engine.model.Model;
import io.scriptorium.engine.model.ModelFamily;
import io.scriptorium.engine.model.ModelSource;
import io.scriptorium.engine.model.VisionLanguageModel;
import io.scriptorium.engine.torch.CheckpointException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Qwen2-VL (arXiv 2409.12191) and Qwen2.5-VL (arXiv 2502.13923): images of any size, and a language
 * model with M-RoPE.
 */
public final class QwenVl implements ModelFamily {
  private static final String QWEN2_VL = "qwen2_vl";

  @Override
  public Set<String> modelTypes() {
    return Set.of(QWEN2_VL, "qwen2_5_vl");
  }

  @Override
  public Model load(ModelSource source) {
    ConfigNode root = source.config();
    Qwen2Config text = Qwen2Config.of(root);
    VisionConfig vision =
        root.text("model_type", "").equals(QWEN2_VL)
            ? Qwen2VisionConfig.of(root)
            : Qwen25VisionConfig.of(root);
    if (!text.usesMrope()) {
      throw new CheckpointException(root.file() + " lacks mrope_section");
    }
    if (vision.outHiddenSize() != text.hiddenSize()) {
      throw root.refused(
          "image tokens have the size %d, hidden_size is %d"
              .formatted(vision.outHiddenSize(), text.hiddenSize()));
    }
    int imageToken = root.positive("image_token_id");
    int merge = vision.patches().mergeSize();
    int patchSize = vision.patches().patchSize();
    Map<String, Shape> weights = new LinkedHashMap<>(text.weights());
    weights.putAll(vision.weights());
    return source.assemble(
        QwenVl::canonicalName,
        weights,
        (scope, checkpoint, numerics) ->
            new VisionLanguageModel(
                scope,
                new VisionLanguageModel.Parts(
                    ImageTokens.ofMerged(imageToken, patchSize, merge),
                    VisionTower.load(scope, vision, checkpoint, numerics.ofVision()),
                    Qwen2.language(scope, text, checkpoint, numerics),
                    (prompt, images) -> MropePositions.locate(prompt, images, imageToken, merge))));
  }

  /** Older and newer checkpoints differ in the names' first part. */
  private static String canonicalName(String stored) {
    if (stored.startsWith("model.visual.")) {
      return stored.substring("model.".length());
    }
    String language = "model.language_model.";
    return stored.startsWith(language) ? "model." + stored.substring(language.length()) : stored;
  }
}
