package io.scriptorium.engine.parity;

import ai.djl.Device;
import io.scriptorium.engine.model.ComputeType;
import io.scriptorium.engine.model.EmbeddingFamily;
import io.scriptorium.engine.model.EmbeddingModel;
import io.scriptorium.engine.model.Family;
import io.scriptorium.engine.torch.Torch;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/** Compares embeddings of images and texts, and how well each of these suits each of those. */
final class EmbeddingCheck {
  private EmbeddingCheck() {}

  static List<Measure> run(Path folder, Fixture fixture) {
    Torch.get().adoptThread();
    try (EmbeddingModel model =
        Family.load(EmbeddingFamily.class, folder, ComputeType.FLOAT32, Device.cpu())) {
      List<float[]> images = model.embedImages(fixture.images());
      List<float[]> texts =
          model.embedTexts(
              IntStream.range(0, fixture.prompts()).mapToObj(fixture::prompt).toList());
      return List.of(
          difference("images", joined(images), fixture.values("out.image_embeds")),
          difference("texts", joined(texts), fixture.values("out.text_embeds")),
          difference(
              "logits", logits(model, images, texts), fixture.values("out.logits_per_image")));
    }
  }

  private static Measure difference(String subject, float[] actual, float[] expected) {
    LargestDifference largest = new LargestDifference(subject);
    largest.add(actual, expected);
    return largest.difference();
  }

  private static float[] logits(EmbeddingModel model, List<float[]> images, List<float[]> texts) {
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
