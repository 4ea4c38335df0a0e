package io.scriptorium.engine.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.scriptorium.engine.ImageSize;
import io.scriptorium.engine.PixelValues;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageProcessorTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @ParameterizedTest
  @ValueSource(strings = {"qwen2-vl", "qwen2-vl-capped"})
  void preparesImagesAsTheReferenceDoes(String name) throws Exception {
    Path folder = Fixtures.folder("parity/preprocess");
    JsonNode expected = Fixtures.json(folder.resolve("expected.json"));
    JsonNode bounds = expected.path(name);
    ImageProcessor processor =
        ImageProcessorConfig.of(
                JSON.createObjectNode()
                    .put("min_pixels", bounds.path("min_pixels").asLong())
                    .put("max_pixels", bounds.path("max_pixels").asLong()))
            .processor();
    ImageDecoder decoder = new ImageDecoder(ImageLimits.DEFAULT);

    for (int i = 0; i < expected.path("images").size(); i++) {
      byte[] file =
          Files.readAllBytes(
              folder.resolve("images").resolve(expected.path("images").get(i).asText()));
      PixelValues pixels = processor.process(decoder.rgb(file, Alpha.DROPPED));

      JsonNode grid = bounds.path("grids").get(i);
      assertThat(List.of(pixels.gridT(), pixels.gridH(), pixels.gridW()))
          .containsExactly(grid.get(0).asInt(), grid.get(1).asInt(), grid.get(2).asInt());
      assertClose(pixels, Fixtures.tensor(folder.resolve("expected.safetensors"), name + "." + i));
    }
  }

  @Test
  void cropsImagesAsTheReferenceOfClipDoes() throws Exception {
    Path folder = Fixtures.folder("parity/preprocess");
    JsonNode expected = Fixtures.json(folder.resolve("expected.json"));
    JsonNode clip = expected.path("clip");
    ObjectNode config = JSON.createObjectNode().put("image_processor_type", "CLIPImageProcessor");
    config.putObject("size").set("shortest_edge", clip.path("shortest_edge"));
    config
        .putObject("crop_size")
        .<ObjectNode>set("height", clip.path("crop"))
        .set("width", clip.path("crop"));
    ImageProcessor processor = ImageSettings.of(config, 56).processor();
    ImageDecoder decoder = new ImageDecoder(ImageLimits.DEFAULT);

    for (int i = 0; i < expected.path("images").size(); i++) {
      byte[] file =
          Files.readAllBytes(
              folder.resolve("images").resolve(expected.path("images").get(i).asText()));

      // A patch as large as the image has its planes in the reference's order.
      assertClose(
          processor.process(decoder.rgb(file, Alpha.DROPPED)),
          Fixtures.tensor(folder.resolve("expected.safetensors"), "clip." + i));
    }
  }

  @Test
  void stretchesImagesToTheSizeOfBlip() throws Exception {
    JsonNode config =
        JSON.readTree(
            "{'image_processor_type': 'BlipImageProcessor', 'size': {'height': 28, 'width': 56}}"
                .replace('\'', '"'));
    byte[] rgb = new byte[3 * 90 * 45];
    Arrays.fill(rgb, (byte) 255);

    PixelValues pixels =
        ImageSettings.of(config, 14).processor().process(new RgbImage(90, 45, rgb));

    assertThat(List.of(pixels.gridT(), pixels.gridH(), pixels.gridW())).containsExactly(1, 2, 4);
    assertThat(pixels.valuesPerPatch()).isEqualTo(588);
    // White, normalised as CLIP's red, green and blue are.
    assertThat(pixels.values().get(0)).isCloseTo(1.9303f, within(1e-3f));
    assertThat(pixels.values().get(587)).isCloseTo(2.1459f, within(1e-3f));
  }

  @Test
  void patchesOfACropGoFromLeftToRightAndFromTopToBottom() throws Exception {
    ObjectNode config =
        JSON.createObjectNode()
            .put("feature_extractor_type", "CLIPFeatureExtractor")
            .put("crop_size", 4);
    config.putPOJO("image_mean", List.of(0, 0, 0)).putPOJO("image_std", List.of(1, 1, 1));
    byte[] rgb = new byte[3 * 16];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = (byte) (i / 3);
    }

    PixelValues pixels =
        ImageSettings.of(JSON.readTree(config.put("rescale_factor", 1).toString()), 2)
            .processor()
            .process(new RgbImage(4, 4, rgb));

    assertThat(List.of(pixels.gridT(), pixels.gridH(), pixels.gridW())).containsExactly(1, 2, 2);
    assertThat(plane(pixels, 0)).containsExactly(0, 1, 4, 5);
    assertThat(plane(pixels, 1)).containsExactly(2, 3, 6, 7);
    assertThat(plane(pixels, 2)).containsExactly(8, 9, 12, 13);
  }

  /** The first channel of a patch of 2 x 2 pixels. */
  private static float[] plane(PixelValues pixels, int patch) {
    float[] plane = new float[4];
    pixels.values().duplicate().get(patch * 12, plane);
    return plane;
  }

  @Test
  void aModelThatTakesOneSizeNeedsNoSettingsBesideItsConfiguration(@TempDir Path folder)
      throws Exception {
    Files.writeString(folder.resolve("config.json"), "{\"visual\": {\"image_size\": 28}}");

    PixelValues pixels =
        ImageSettings.load(folder, 14).processor().process(new RgbImage(50, 9, new byte[3 * 450]));

    assertThat(List.of(pixels.gridT(), pixels.gridH(), pixels.gridW())).containsExactly(1, 2, 2);
  }

  @Test
  void aModelWithoutSettingsForItsImagesIsTold(@TempDir Path folder) throws Exception {
    Files.writeString(folder.resolve("config.json"), "{}");

    assertThatThrownBy(() -> ImageSettings.load(folder, 14))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("preprocessor_config.json");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'image_processor_type': 'ViltImageProcessor'}",
        "{'image_processor_type': 'CLIPImageProcessor', 'resample': 2}",
        "{'image_processor_type': 'CLIPImageProcessor', 'do_center_crop': false}",
        "{'image_processor_type': 'CLIPImageProcessor', 'size': {'shortest_edge': 112}}",
        "{'image_processor_type': 'CLIPImageProcessor', 'crop_size': 225}",
        "{'image_processor_type': 'CLIPImageProcessor', 'size': {'height': 224, 'width': 224}}",
        "{'image_processor_type': 'BlipImageProcessor', 'size': {'height': 30, 'width': 28}}",
        "{'image_processor_type': 'BlipImageProcessor', 'size': {'shortest_edge': 224}}",
        "{'image_processor_type': 'BlipImageProcessor', 'resample': 2}",
        "{'image_processor_type': 'BlipImageProcessor', 'do_resize': false}",
        "{'image_processor_type': 'LlavaNextImageProcessor'}",
        "{'image_processor_type': 'LlavaNextImageProcessor', 'image_grid_pinpoints': [[224]]}",
        "{'image_processor_type': 'LlavaNextImageProcessor', 'image_grid_pinpoints': [[225, 224]]}"
      })
  void refusesSettingsThatAreNotBuilt(String json) throws Exception {
    JsonNode config = JSON.readTree(json.replace('\'', '"'));

    assertThatThrownBy(() -> ImageSettings.of(config, 14))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static void assertClose(PixelValues pixels, float[] expected) {
    assertThat(pixels.values().remaining()).isEqualTo(expected.length);
    double largest = 0;
    double sum = 0;
    for (int i = 0; i < expected.length; i++) {
      double difference = Math.abs(pixels.values().get(i) - expected[i]);
      largest = Math.max(largest, difference);
      sum += difference;
    }
    assertThat(largest).isLessThanOrEqualTo(0.05);
    assertThat(sum / expected.length).isLessThanOrEqualTo(0.005);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'min_pixels': 784, 'max_pixels': 100352}",
        "{'size': {'shortest_edge': 784, 'longest_edge': 100352}}",
        "{'min_pixels': null, 'size': {'min_pixels': 784, 'max_pixels': 100352}}"
      })
  void takesPixelBoundsInEveryStyle(String json) throws Exception {
    ImageProcessorConfig config = ImageProcessorConfig.of(JSON.readTree(json.replace('\'', '"')));

    assertThat(config.minPixels()).isEqualTo(784);
    assertThat(config.maxPixels()).isEqualTo(100_352);
  }

  @ParameterizedTest
  @CsvSource({
    "42, 42, 56, 56",
    "70, 70, 56, 56",
    "10, 10, 56, 56",
    "2000, 2600, 868, 1120",
    "1, 200, 28, 812"
  })
  void roundsHalvesToEvenAndKeepsWithinBounds(int width, int height, int newWidth, int newHeight)
      throws Exception {
    ImageProcessorConfig config = ImageProcessorConfig.of(JSON.createObjectNode());

    assertThat(SmartResize.of(width, height, config))
        .isEqualTo(new SmartResize(newWidth, newHeight));
  }

  @Test
  void refusesStripsThatTheModelCannotTake() {
    ImageProcessor processor = ImageProcessorConfig.of(JSON.createObjectNode()).processor();

    assertThatThrownBy(() -> processor.process(new RgbImage(1005, 5, new byte[3 * 1005 * 5])))
        .isInstanceOf(ImageRejectedException.class);
    ImageProcessor cropping =
        new CentreCrop(
                28,
                new ImageSize(28, 28),
                PatchCut.plain(14, ChannelScaling.of(JSON.createObjectNode())))
            .processor();
    assertThatThrownBy(() -> cropping.process(new RgbImage(1005, 5, new byte[3 * 1005 * 5])))
        .isInstanceOf(ImageRejectedException.class);
  }

  @Test
  void resamplingKeepsAFlatImageFlat() {
    byte[] flat = new byte[100];
    Arrays.fill(flat, (byte) 77);
    for (int to : new int[] {1, 7, 50, 99, 101, 333}) {
      assertThat(Resampling.areaOrLinear(100, to).alongRows(flat, 100, 1, 1)).containsOnly(77);
      assertThat(Resampling.bicubic(100, to).alongColumns(flat, 1)).containsOnly(77);
    }
  }

  @Test
  void areaFilterTakesTheMeanOfWhatItCovers() {
    byte[] row = {10, 20, 30, 40, 50};
    assertThat(Resampling.areaOrLinear(5, 2).alongRows(row, 5, 1, 1)).containsExactly(18, 42);
    assertThat((double) Resampling.areaOrLinear(5, 1).alongColumns(row, 1)[0])
        .isCloseTo(30, within(0.5));
  }
}
