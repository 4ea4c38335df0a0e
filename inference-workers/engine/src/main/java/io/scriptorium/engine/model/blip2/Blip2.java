package io.scriptorium.engine.model.blip2;

import io.scriptorium.engine.model.ConfigNode;
import io.scriptorium.engine.model.ImageTokens;
import io.scriptorium.engine.model.ImageTokens.Wording;
import io.scriptorium.engine.model.Model;
import io.scriptorium.engine.model.ModelFamily;
import io.scriptorium.engine.model.ModelSource;
import io.scriptorium.engine.model.VisionLanguageModel;
import io.scriptorium.engine.model.WeightShapes;
import java.util.OptionalInt;
import java.util.Set;

/**
 * BLIP-2 (arXiv 2301.12597) and InstructBLIP (arXiv 2305.06500): an image encoder, a Q-Former,
 * which InstructBLIP tells the instruction, and a language model.
 */
public final class Blip2 implements ModelFamily {
  private static final String INSTRUCTED = "instructblip";
  private static final String LANGUAGE = "language_model.";

  @Override
  public Set<String> modelTypes() {
    return Set.of("blip-2", INSTRUCTED);
  }

  @Override
  public Model load(ModelSource source) {
    ConfigNode root = source.config();
    LanguageModel language = LanguageModel.of(root);
    root.only("use_decoder_only_language_model", true);
    boolean instructed = root.text("model_type", "").equals(INSTRUCTED);
    QFormerConfig former = QFormerConfig.of(root, instructed, language.hiddenSize());
    String tokenKey = root.has("image_token_index") ? "image_token_index" : "image_token_id";
    ImageTokens images =
        new ImageTokens(
            root.positive(tokenKey),
            former.vision().patchSize(),
            image -> former.queries(),
            instructed ? new Wording.Instruction() : new Wording.Continuation(OptionalInt.empty()));
    return source.assemble(
        name -> canonicalName(name, language),
        new WeightShapes().all(language.weights()).all(former.weights()).toMap(),
        (scope, checkpoint, numerics) ->
            new VisionLanguageModel(
                scope,
                new VisionLanguageModel.Parts(
                    images,
                    QFormerEncoder.load(scope, former, checkpoint, numerics.ofVision()),
                    language.load(scope, checkpoint, numerics),
                    (prompt, pixels) -> language.locate(prompt.length))));
  }

  /** Checkpoints put {@code language_model.} before the language model's own names. */
  private static String canonicalName(String stored, LanguageModel language) {
    return stored.startsWith(LANGUAGE)
        ? language.canonicalName(stored.substring(LANGUAGE.length()))
        : stored;
  }
}
