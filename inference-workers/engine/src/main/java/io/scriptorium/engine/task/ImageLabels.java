package io.scriptorium.engine.task;

import ai.djl.Device;
import io.scriptorium.engine.image.Alpha;
import io.scriptorium.engine.image.ImageDecoder;
import io.scriptorium.engine.image.ImageLimits;
import io.scriptorium.engine.image.ImageProcessor;
import io.scriptorium.engine.image.ImageRejectedException;
import io.scriptorium.engine.image.ImageSettings;
import io.scriptorium.engine.model.ComputeType;
import io.scriptorium.engine.model.EmbeddingFamily;
import io.scriptorium.engine.model.EmbeddingModel;
import io.scriptorium.engine.model.Family;
import io.scriptorium.engine.text.ModelFolderException;
import io.scriptorium.engine.text.Tokenizer;
import io.scriptorium.engine.torch.Torch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Says which of some texts suits an image, by a model that was not trained on these texts
 * (zero-shot classification, arXiv 2103.00020). Used by the thread that opened it.
 */
public final class ImageLabels implements AutoCloseable {
  private final EmbeddingModel model;
  private final ImageProcessor processor;
  private final ImageDecoder decoder = new ImageDecoder(ImageLimits.DEFAULT);
  private final List<String> labels;
  private final List<float[]> embeddings;

  /**
   * @param tokens of each label, beginning and end of text among them
   * @throws io.scriptorium.engine.model.BadPromptException if the model cannot take one
   */
  ImageLabels(EmbeddingModel model, ImageSettings images, List<String> labels, List<int[]> tokens) {
    this.model = model;
    this.processor = images.processor();
    this.labels = List.copyOf(labels);
    this.embeddings = model.embedTexts(tokens);
  }

  /**
   * A label and how well it suits.
   *
   * @param probability among the labels, 0 to 1; those of all labels add up to 1
   */
  public record Label(String text, double probability) {}

  /**
   * Loads a model folder.
   *
   * @param labels texts to choose from, such as {@code a photo of a receipt}
   * @throws io.scriptorium.engine.torch.CheckpointException if the folder's weights cannot be used
   *     or are of a family that does not embed
   * @throws ModelFolderException if another of its files is missing or makes no sense
   * @throws io.scriptorium.engine.model.BadPromptException if a label is too long for the model
   */
  public static ImageLabels open(Path folder, List<String> labels, ComputeType numbers) {
    Torch.get().adoptThread();
    EmbeddingModel model = Family.load(EmbeddingFamily.class, folder, numbers, Device.cpu());
    try (Tokenizer tokenizer = Tokenizer.load(folder)) {
      ImageSettings images = ImageSettings.load(folder, model.patchSize());
      return new ImageLabels(
          model, images, labels, labels.stream().map(tokenizer::encodeWithSpecialTokens).toList());
    } catch (IOException e) {
      model.close();
      throw new ModelFolderException("Cannot use the model's image settings: " + e.getMessage(), e);
    } catch (RuntimeException e) {
      model.close();
      throw e;
    }
  }

  /**
   * All labels, the most probable first.
   *
   * @param file bytes of an image file
   * @throws ImageRejectedException if it is no image that can be used
   */
  public List<Label> of(byte[] file) throws ImageRejectedException {
    float[] image =
        model.embedImages(List.of(processor.process(decoder.rgb(file, Alpha.DROPPED)))).get(0);
    double[] logits = embeddings.stream().mapToDouble(text -> model.logit(image, text)).toArray();
    double largest = IntStream.range(0, logits.length).mapToDouble(i -> logits[i]).max().orElse(0);
    double sum =
        IntStream.range(0, logits.length).mapToDouble(i -> Math.exp(logits[i] - largest)).sum();
    return IntStream.range(0, logits.length)
        .mapToObj(i -> new Label(labels.get(i), Math.exp(logits[i] - largest) / sum))
        .sorted(Comparator.comparingDouble(Label::probability).reversed())
        .toList();
  }

  @Override
  public void close() {
    model.close();
  }
}
