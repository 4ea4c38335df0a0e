package io.scriptorium.engine.model.clip;

import ai.djl.ndarray.types.Shape;
import io.scriptorium.engine.model.ConfigNode;
import io.scriptorium.engine.model.EmbeddingFamily;
import io.scriptorium.engine.model.EmbeddingModel;
import io.scriptorium.engine.model.LanguageProgram;
import io.scriptorium.engine.model.ModelSource;
import io.scriptorium.engine.model.Numerics;
import io.scriptorium.engine.torch.TorchArchive;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/** CLIP (arXiv 2103.00020): images and texts in one space. */
public final class Clip implements EmbeddingFamily {
  @Override
  public Set<String> modelTypes() {
    return Set.of("clip");
  }

  @Override
  public EmbeddingModel load(ModelSource source) {
    ConfigNode root = source.config();
    ClipVisionConfig vision = ClipVisionConfig.of(root);
    ClipTextConfig text = ClipTextConfig.of(root);
    int size = root.positive("projection_dim", 512);
    Map<String, Shape> weights = new LinkedHashMap<>();
    vision.addTo(weights, vision.layers());
    vision.addPooling(weights);
    text.addTo(weights);
    weights.put("visual_projection.weight", new Shape(size, vision.hiddenSize()));
    weights.put("text_projection.weight", new Shape(size, text.encoder().hiddenSize()));
    weights.put("logit_scale", new Shape());
    return source.assemble(
        UnaryOperator.identity(),
        weights,
        (scope, checkpoint, numerics) -> {
          TorchArchive archive =
              vision.into(new TorchArchive().program(Clip.class, "clip.py"), vision.layers());
          text.into(archive);
          archive.emptyLists("vision_norm", "projections", "logit_scale");
          Numerics ofEncoders = numerics.ofVision();
          LanguageProgram.Weights bound =
              new LanguageProgram.Weights(checkpoint, weights.keySet(), ofEncoders);
          return new ClipModel(
              scope,
              vision,
              text,
              LanguageProgram.bound(scope, archive, bound),
              new ClipModel.Sizes(size, ofEncoders.projections()));
        });
  }
}
