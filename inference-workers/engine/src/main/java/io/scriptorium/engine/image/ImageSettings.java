package io.scriptorium.engine.image;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * How a model wants its images, from its folder's {@code preprocessor_config.json}, or from {@code
 * config.json} where that tells all there is (Qwen-VL, NaViT).
 */
public interface ImageSettings {
  /** What prepares images so. */
  ImageProcessor processor();

  /**
   * Reads a model folder's file.
   *
   * @param patchSize pixels on the side of the model's patches, which some files do not say
   * @throws IOException if it is missing, makes no sense or asks for what is not built; the message
   *     is one line
   */
  static ImageSettings load(Path modelFolder, int patchSize) throws IOException {
    Path preprocessor = modelFolder.resolve("preprocessor_config.json");
    Path config = modelFolder.resolve("config.json");
    Path file = Files.exists(preprocessor) ? preprocessor : config;
    try {
      JsonNode json = new ObjectMapper().readTree(Files.readAllBytes(file));
      if (file.equals(preprocessor)) {
        return of(json, patchSize);
      }
      if (json.has("visual")) {
        return Stretch.ofConfig(json, patchSize);
      }
      if (json.path("model_type").asText().equals("navit")) {
        return NativeAspect.of(json, patchSize);
      }
      throw new NoSuchFileException(preprocessor.toString());
    } catch (JsonProcessingException | IllegalArgumentException e) {
      String problem =
          e instanceof JsonProcessingException json ? json.getOriginalMessage() : e.getMessage();
      throw new IOException("%s: %s".formatted(file, problem), e);
    }
  }

  /**
   * Reads the file's content.
   *
   * @throws IllegalArgumentException if it makes no sense or asks for what is not built
   */
  static ImageSettings of(JsonNode json, int patchSize) {
    String older = json.path("feature_extractor_type").asText("Qwen2VLImageProcessor");
    String type = json.path("image_processor_type").asText(older);
    return switch (type.endsWith("Fast") ? type.substring(0, type.length() - 4) : type) {
      case "Qwen2VLImageProcessor", "Qwen2_5_VLImageProcessor" -> ImageProcessorConfig.of(json);
      case "CLIPImageProcessor", "CLIPFeatureExtractor" -> CentreCrop.of(json, patchSize);
      case "LlavaNextImageProcessor" -> Tiling.of(json, patchSize);
      case "BlipImageProcessor" -> Stretch.of(json, patchSize);
      default ->
          throw new IllegalArgumentException(
              "image_processor_type %s is not supported; supported are Qwen2VLImageProcessor,"
                      .formatted(type)
                  + " Qwen2_5_VLImageProcessor, CLIPImageProcessor, LlavaNextImageProcessor,"
                  + " BlipImageProcessor");
    };
  }
}
