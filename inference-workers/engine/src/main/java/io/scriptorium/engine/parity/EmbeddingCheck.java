package io.scriptorium.engine.parity;

import ai.djl.Device;
import io.scriptorium.engine.PixelValues;
import io.scriptorium.engine.model.ComputeType;
import io.scriptorium.engine.model.EmbeddingFamily;
import io.scriptorium.engine.model.EmbeddingModel;
import io.scriptorium.engine.model.Family;
import io.scriptorium.engine.model.ImageClassifier;
import io.scriptorium.engine.model.ImageTextModel;
import io.scriptorium.engine.model.TokenDropping;
import io.scriptorium.engine.torch.Torch;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Compares embeddings of images and texts, and how well each of these suits each of those; or the
 * logits of a model's own classes.
 */
final class EmbeddingCheck {
  private EmbeddingCheck() {}

  static List<Measure> run(Path folder, Fixture fixture) {
    Torch.get().adoptThread();
    try (EmbeddingModel model =
        Family.load(EmbeddingFamily.class, folder, ComputeType.FLOAT32, Device.cpu())) {
      return model instanceof ImageClassifier classifier
          ? ofClasses(classifier, fixture)
          : ofTexts((ImageTextModel) model, fixture);
    }
  }

  private static List<Measure> ofTexts(ImageTextModel model, Fixture fixture) {
    List<float[]> images = model.embedImages(fixture.images());
    List<float[]> texts =
        model.embedTexts(IntStream.range(0, fixture.prompts()).mapToObj(fixture::prompt).toList());
    return List.of(
        difference("images", joined(images), fixture.values("out.image_embeds")),
        difference("texts", joined(texts), fixture.values("out.text_embeds")),
        difference("logits", logits(model, images, texts), fixture.values("out.logits_per_image")));
  }

  /** Images as the reference packed them, then each alone, then all of them packed together. */
  private static List<Measure> ofClasses(ImageClassifier model, Fixture fixture) {
    List<List<PixelValues>> packs = fixture.packs();
    List<PixelValues> all = packs.stream().flatMap(List::stream).toList();
    float[] expected = fixture.values("out.logits");
    return List.of(
        difference("logits", logits(model, packs), expected),
        difference("alone", logits(model, all.stream().map(List::of).toList()), expected),
        difference("together", logits(model, List.of(all)), expected));
  }

  private static float[] logits(ImageClassifier model, List<List<PixelValues>> calls) {
    return joined(
        calls.stream()
            .flatMap(images -> model.logits(images, TokenDropping.OFF).stream())
            .toList());
  }

  private static Measure difference(String subject, float[] actual, float[] expected) {
    LargestDifference largest = new LargestDifference(subject);
    largest.add(actual, expected);
    return largest.difference();
  }

  private static float[] logits(ImageTextModel model, List<float[]> images, List<float[]> texts) {
    float[] logits = new float[images.size() * texts.size()];
    int at = 0;
    for (float[] image : images) {
      for (float[] text : texts) {
        logits[at++] = (float) model.logit(image, text);
      }
    }
    return logits;
  }

  private static float[] joined(List<float[]> rows) {
    int width = rows.get(0).length;
    float[] joined = new float[rows.size() * width];
    for (int i = 0; i < rows.size(); i++) {
      System.arraycopy(rows.get(i), 0, joined, i * width, width);
    }
    return joined;
  }
}
