package io.scriptorium.engine.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.scriptorium.engine.PixelValues;
import io.scriptorium.engine.image.ImageSettings;
import io.scriptorium.engine.model.BundledModel;
import io.scriptorium.engine.model.ComputeType;
import io.scriptorium.engine.model.EmbeddingModel;
import io.scriptorium.engine.task.ImageLabels.Label;
import io.scriptorium.engine.torch.CheckpointException;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class ImageLabelsTest {
  /** Places dark images and the token 1 at one end, bright ones and the token 2 at the other. */
  private static final class Brightness implements EmbeddingModel {
    boolean closed;

    @Override
    public int patchSize() {
      return 4;
    }

    @Override
    public double logit(float[] image, float[] text) {
      return 2 * image[0] * text[0];
    }

    @Override
    public List<float[]> embedImages(List<PixelValues> images) {
      return images.stream()
          .map(image -> new float[] {image.values().get(0) > 0.5f ? 1 : -1})
          .toList();
    }

    @Override
    public List<float[]> embedTexts(List<int[]> texts) {
      return texts.stream().map(text -> new float[] {text[0] == 2 ? 1 : -1}).toList();
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  @Test
  void theLabelThatSuitsBestComesFirst() throws Exception {
    Brightness model = new Brightness();
    try (ImageLabels labels = labels(model)) {
      List<Label> bright = labels.of(image(Color.WHITE));
      List<Label> dark = labels.of(image(Color.BLACK));

      assertThat(bright).extracting(Label::text).containsExactly("day", "night");
      assertThat(dark).extracting(Label::text).containsExactly("night", "day");
      double expected = 1 / (1 + Math.exp(-4));
      assertThat(bright.get(0).probability()).isCloseTo(expected, within(1e-9));
      assertThat(bright.get(1).probability()).isCloseTo(1 - expected, within(1e-9));
    }
    assertThat(model.closed).isTrue();
  }

  @Test
  void aModelThatAnswersPromptsIsRefused() {
    assertThatThrownBy(
            () -> ImageLabels.open(BundledModel.folder(), List.of("a"), ComputeType.FLOAT32))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("supported are [clip]");
  }

  private static ImageLabels labels(EmbeddingModel model) throws IOException {
    String settings =
        "{\"image_processor_type\": \"CLIPImageProcessor\", \"crop_size\": 4,"
            + " \"image_mean\": [0, 0, 0], \"image_std\": [1, 1, 1]}";
    return new ImageLabels(
        model,
        ImageSettings.of(new ObjectMapper().readTree(settings), 4),
        List.of("night", "day"),
        List.of(new int[] {1}, new int[] {2}));
  }

  private static byte[] image(Color colour) throws IOException {
    BufferedImage image = new BufferedImage(8, 6, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setColor(colour);
    graphics.fillRect(0, 0, 8, 6);
    graphics.dispose();
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    ImageIO.write(image, "png", file);
    return file.toByteArray();
  }
}
