package io.scriptorium.engine.image;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.scriptorium.engine.ImageSize;
import io.scriptorium.engine.PixelValues;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TilingTest {
  private static final TileResolutions RESOLUTIONS =
      new TileResolutions(
          List.of(
              new ImageSize(112, 56),
              new ImageSize(56, 112),
              new ImageSize(112, 112),
              new ImageSize(56, 168),
              new ImageSize(168, 56)));

  @ParameterizedTest
  @CsvSource({
    "100, 60, 112, 112",
    "50, 130, 56, 168",
    "90, 90, 112, 112",
    "20, 10, 112, 56",
    "10, 20, 112, 56",
    "1000, 100, 168, 56"
  })
  void takesTheResolutionThatKeepsMostAndWastesLeast(int width, int height, int across, int down) {
    assertThat(RESOLUTIONS.best(new ImageSize(width, height)))
        .isEqualTo(new ImageSize(across, down));
  }

  @ParameterizedTest
  @CsvSource({"100, 60, 112, 68", "60, 100, 68, 112", "112, 112, 112, 112", "1000, 3, 112, 1"})
  void fitsAnImageIntoACanvas(int width, int height, int across, int down) {
    assertThat(Tiling.fitted(new ImageSize(width, height), new ImageSize(112, 112)))
        .isEqualTo(new ImageSize(across, down));
  }

  @Test
  void theWholeImageComesFirstAndThenItsTilesOnABlackCanvas() throws Exception {
    String config =
        """
        {"image_processor_type": "LlavaNextImageProcessor", "size": 4, "crop_size": 4,
         "image_grid_pinpoints": [[4, 8], [8, 4]], "rescale_factor": 1,
         "image_mean": [0, 0, 0], "image_std": [1, 1, 1]}
        """;
    byte[] rgb = new byte[3 * 6 * 4];
    Arrays.fill(rgb, (byte) 9);

    PixelValues pixels =
        ImageSettings.of(new ObjectMapper().readTree(config), 4)
            .processor()
            .process(new RgbImage(6, 4, rgb));

    assertThat(pixels.gridT()).isEqualTo(3);
    assertThat(pixels.original()).isEqualTo(Optional.of(new ImageSize(6, 4)));
    assertThat(row(pixels, 0)).containsExactly(9, 9, 9, 9);
    assertThat(row(pixels, 1)).containsExactly(0, 9, 9, 9);
    assertThat(row(pixels, 2)).containsExactly(9, 9, 9, 0);
  }

  /** The first row of a tile's first channel. */
  private static float[] row(PixelValues pixels, int tile) {
    float[] row = new float[4];
    pixels.values().duplicate().get(tile * 48, row);
    return row;
  }
}
