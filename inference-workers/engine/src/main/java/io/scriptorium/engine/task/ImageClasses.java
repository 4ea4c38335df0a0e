package io.scriptorium.engine.task;

import ai.djl.Device;
import io.scriptorium.engine.PixelValues;
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
import io.scriptorium.engine.model.ImageClassifier;
import io.scriptorium.engine.model.TokenDropping;
import io.scriptorium.engine.text.ModelFolderException;
import io.scriptorium.engine.torch.CheckpointException;
import io.scriptorium.engine.torch.Torch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Says which of the classes that a model was trained on an image is of. Used by the thread that
 * opened it.
 */
public final class ImageClasses implements AutoCloseable {
  private final ImageClassifier model;
  private final ImageProcessor processor;
  private final ImageDecoder decoder = new ImageDecoder(ImageLimits.DEFAULT);

  private ImageClasses(ImageClassifier model, ImageSettings images) {
    this.model = model;
    this.processor = images.processor();
  }

  /**
   * Loads a model folder.
   *
   * @throws CheckpointException if the folder's weights cannot be used or are of a family that has
   *     no classes
   * @throws ModelFolderException if its settings for images are missing or make no sense
   */
  public static ImageClasses open(Path folder, ComputeType numbers) {
    Torch.get().adoptThread();
    ImageClassifier model = load(folder, numbers);
    try {
      return new ImageClasses(model, ImageSettings.load(folder, model.patchSize()));
    } catch (IOException e) {
      model.close();
      throw new ModelFolderException("Cannot use the model's image settings: " + e.getMessage(), e);
    }
  }

  private static ImageClassifier load(Path folder, ComputeType numbers) {
    EmbeddingModel loaded = Family.load(EmbeddingFamily.class, folder, numbers, Device.cpu());
    if (loaded instanceof ImageClassifier model) {
      return model;
    }
    loaded.close();
    throw new CheckpointException(
        "The model in %s has no classes; \"label\" chooses among texts of yours".formatted(folder));
  }

  /**
   * An image as the model takes it.
   *
   * @param file bytes of an image file
   * @throws ImageRejectedException if it is no image that can be used
   */
  public PixelValues prepare(byte[] file) throws ImageRejectedException {
    return processor.process(decoder.rgb(file, Alpha.DROPPED));
  }

  /**
   * The classes of images, for each image the most probable ones first.
   *
   * @param images as {@link #prepare} makes them
   * @param dropping what is left out of each
   */
  public List<List<LabelScore>> of(List<PixelValues> images, TokenDropping dropping) {
    return model.logits(images, dropping).stream()
        .map(logits -> LabelScore.ranked(model.classes(), logits))
        .toList();
  }

  @Override
  public void close() {
    model.close();
  }
}
