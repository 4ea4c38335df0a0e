package io.scriptorium.engine.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.scriptorium.engine.ImageSize;
import io.scriptorium.engine.PixelValues;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NativeAspectTest {
  @TempDir Path folder;

  private ImageSettings settings(String more) throws IOException {
    Files.writeString(
        folder.resolve("config.json"),
        "{\"model_type\": \"navit\", \"image_size\": [64, 128]%s}".formatted(more));
    return ImageSettings.load(folder, 16);
  }

  @ParameterizedTest
  @CsvSource({
    "128, 64, 128, 64",
    "48, 32, 48, 32",
    "50, 40, 48, 32",
    "3, 5, 16, 16",
    "256, 64, 128, 32",
    "100, 200, 32, 64",
    "2000, 20, 128, 16"
  })
  void keepsSizeAndAspectWhereThereArePositions(int width, int height, int across, int down)
      throws Exception {
    NativeAspect settings = (NativeAspect) settings("");

    assertThat(settings.resizedSize(width, height)).isEqualTo(new ImageSize(across, down));
    PixelValues pixels =
        settings.processor().process(new RgbImage(width, height, new byte[3 * width * height]));
    assertThat(pixels.gridH()).isEqualTo(down / 16);
    assertThat(pixels.gridW()).isEqualTo(across / 16);
  }

  @Test
  void samplesLieBetweenMinusOneAndOneUnlessItIsSaid() throws Exception {
    byte[] white = new byte[3 * 256];
    Arrays.fill(white, (byte) 255);
    RgbImage image = new RgbImage(16, 16, white);

    assertThat(settings("").processor().process(image).values().get(0)).isEqualTo(1);
    assertThat(
            settings(", \"image_mean\": [0, 0, 0], \"image_std\": [0.5, 1, 1]")
                .processor()
                .process(image)
                .values()
                .get(0))
        .isEqualTo(2);
  }

  @Test
  void fractionalPositionsBoundTheAreaAlone() throws Exception {
    ImageProcessor processor = settings(", \"position_embedding\": \"fractional\"").processor();

    PixelValues wide = processor.process(new RgbImage(256, 32, new byte[3 * 256 * 32]));
    PixelValues large = processor.process(new RgbImage(400, 200, new byte[3 * 400 * 200]));

    assertThat(new int[] {wide.gridH(), wide.gridW()}).containsExactly(2, 16);
    assertThat(large.patches()).isLessThanOrEqualTo(32).isGreaterThan(20);
  }

  @Test
  void refusesStrips() throws IOException {
    ImageProcessor processor = settings("").processor();

    assertThatThrownBy(() -> processor.process(new RgbImage(1005, 5, new byte[3 * 1005 * 5])))
        .isInstanceOf(ImageRejectedException.class);
  }

  @Test
  void refusesASizeThatIsNotWholePatches() throws IOException {
    String config = "{\"image_size\": 40}";

    assertThatThrownBy(() -> NativeAspect.of(new ObjectMapper().readTree(config), 16))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("40");
  }
}
