package io.scriptorium.engine.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.scriptorium.engine.PixelValues;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class LineProcessorTest {
  private static final LineProcessor PROCESSOR =
      new LineProcessor(
          new ImageProcessorConfig(
              784,
              100_352,
              14,
              2,
              2,
              new ChannelScaling(1 / 255.0, List.of(0.5, 0.5, 0.5), List.of(0.5, 0.5, 0.5))));

  @Test
  void preparesTheBundledReadersLinesAsInTraining() throws Exception {
    Path folder = Fixtures.folder("models/reader-tiny");
    LineProcessor processor = new LineProcessor(ImageProcessorConfig.load(folder));
    ImageDecoder decoder = new ImageDecoder(ImageLimits.DEFAULT);
    for (int i = 0; i < 6; i++) {
      GrayImage line = decoder.gray(Files.readAllBytes(folder.resolve("lines/" + i + ".png")));
      float[] expected =
          Fixtures.tensor(folder.resolve("expected.safetensors"), "in.pixel_values." + i);

      List<GrayImage> scaled = processor.scaled(line);
      PixelValues pixels = processor.process(scaled.get(0));

      assertThat(scaled).hasSize(1);
      assertThat(pixels.gridH()).isEqualTo(2);
      int patch = 14 * 14;
      int copies = expected.length / pixels.values().remaining();
      assertThat(copies).isEqualTo(6);
      for (int j = 0; j < expected.length; j++) {
        int row = j / (copies * patch);
        assertThat(pixels.values().get(row * patch + j % patch))
            .isEqualTo(expected[j], within(1e-6f));
      }
    }
  }

  @Test
  void padsWithTheMedianGray() {
    GrayImage line = filled(30, 28, 200);
    line.luma()[5] = 0;

    PixelValues pixels = PROCESSOR.process(line);

    assertThat(PROCESSOR.tokens(pixels)).isEqualTo(2);
    float last = pixels.values().get(pixels.values().remaining() - 1);
    assertThat(last).isEqualTo((200 / 255f - 0.5f) / 0.5f);
  }

  @Test
  void keepsTheAspect() {
    assertThat(PROCESSOR.scaled(filled(560, 56, 255)).get(0).width()).isEqualTo(280);
    assertThat(PROCESSOR.scaled(filled(100, 14, 255)).get(0).width()).isEqualTo(200);
    assertThat(PROCESSOR.scaled(filled(1, 400, 255)).get(0).width()).isEqualTo(1);
  }

  @Test
  void splitsWideLinesBetweenWords() {
    GrayImage line = filled(4000, 28, 0);
    for (int gap : new int[] {1290, 2700}) {
      for (int y = 0; y < 28; y++) {
        Arrays.fill(line.luma(), y * 4000 + gap, y * 4000 + gap + 12, (byte) 255);
      }
    }

    List<GrayImage> parts = PROCESSOR.scaled(line);

    assertThat(parts).extracting(GrayImage::width).containsExactly(1296, 1410, 1294);
  }

  @Test
  void splitsWideLinesWithoutGapsAllTheSame() {
    List<GrayImage> parts = PROCESSOR.scaled(filled(9100, 28, 10));

    assertThat(parts.stream().mapToInt(GrayImage::width).sum()).isEqualTo(9100);
    assertThat(parts).allMatch(part -> part.width() <= 1500);
  }

  private static GrayImage filled(int width, int height, int luma) {
    byte[] samples = new byte[width * height];
    Arrays.fill(samples, (byte) luma);
    return new GrayImage(width, height, samples);
  }
}
