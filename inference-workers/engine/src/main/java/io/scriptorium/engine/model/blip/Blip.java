package io.scriptorium.engine.model.blip;

import io.scriptorium.engine.PixelValues;
import io.scriptorium.engine.model.BadPromptException;
import io.scriptorium.engine.model.ConfigNode;
import io.scriptorium.engine.model.ImageTokens;
import io.scriptorium.engine.model.LanguageProgram;
import io.scriptorium.engine.model.Model;
import io.scriptorium.engine.model.ModelFamily;
import io.scriptorium.engine.model.ModelShape;
import io.scriptorium.engine.model.ModelSource;
import io.scriptorium.engine.model.Numerics;
import io.scriptorium.engine.model.PromptPositions;
import io.scriptorium.engine.model.VisionLanguageModel;
import io.scriptorium.engine.model.WeightShapes;
import io.scriptorium.engine.torch.Checkpoint;
import io.scriptorium.engine.torch.TensorScope;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * BLIP's captioning (arXiv 2201.12086): a text decoder whose layers attend to one image. The image
 * is the beginning of a sequence, of tokens beyond the vocabulary; the text's positions count from
 * its own first token.
 */
public final class Blip implements ModelFamily {
  private static final String ARCHITECTURES = "architectures";

  @Override
  public Set<String> modelTypes() {
    return Set.of("blip");
  }

  @Override
  public Model load(ModelSource source) {
    ConfigNode root = source.config();
    if (root.has(ARCHITECTURES)) {
      var unused = root.texts(ARCHITECTURES, "BlipForConditionalGeneration");
    }
    BlipVisionConfig vision = BlipVisionConfig.of(root, BlipVisionConfig.BASE);
    BlipTextConfig text = BlipTextConfig.of(root, vision.hiddenSize());
    ImageTokens images =
        new ImageTokens(
            text.vocabSize(),
            vision.patchSize(),
            image -> vision.features(),
            new ImageTokens.Wording.Continuation(OptionalInt.of(text.bosTokenId())));
    return source.assemble(
        UnaryOperator.identity(),
        new WeightShapes().all(vision.weights()).all(text.weights()).toMap(),
        (scope, checkpoint, numerics) ->
            new VisionLanguageModel(
                scope,
                new VisionLanguageModel.Parts(
                    images,
                    BlipEncoder.load(scope, vision, checkpoint, numerics.ofVision()),
                    decoder(scope, text, vision.features(), checkpoint, numerics),
                    (prompt, pixels) -> locate(prompt, pixels, images))));
  }

  /** A token of the image has the id after the vocabulary's last. */
  private static LanguageProgram decoder(
      TensorScope scope,
      BlipTextConfig config,
      int imageTokens,
      Checkpoint checkpoint,
      Numerics numerics) {
    long values = 2L * config.hiddenSize() * config.numHiddenLayers();
    ModelShape shape =
        new ModelShape(
            config.vocabSize() + 1,
            imageTokens + config.maxPositionEmbeddings(),
            values * numerics.attention().bytes(),
            1,
            numerics.projections());
    return LanguageProgram.load(
        scope,
        config.program(imageTokens),
        new LanguageProgram.Sizes(shape, config.numHiddenLayers(), false),
        new LanguageProgram.Weights(checkpoint, config.weights().keySet(), numerics));
  }

  private static PromptPositions locate(
      int[] prompt, List<PixelValues> pixels, ImageTokens images) {
    if (pixels.size() != 1 || prompt[0] != images.tokenId()) {
      throw new BadPromptException(
          "The model goes on with a text about one image before it; there are " + pixels.size());
    }
    int before = images.tokens(pixels.get(0));
    int text = prompt.length - before;
    if (text == 0) {
      throw new BadPromptException("The prompt has an image and no token of a text");
    }
    int[] positions = IntStream.range(0, prompt.length).map(i -> Math.max(0, i - before)).toArray();
    return new PromptPositions(new int[][] {positions}, text);
  }
}
