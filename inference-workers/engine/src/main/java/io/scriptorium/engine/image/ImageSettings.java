package io.scriptorium.engine.image;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** How a model wants its images, from its folder's {@code preprocessor_config.json}. */
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
    Path file = modelFolder.resolve("preprocessor_config.json");
    try {
      return of(new ObjectMapper().readTree(Files.readAllBytes(file)), patchSize);
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
    String type = json.path("image_processor_type").asText("Qwen2VLImageProcessor");
    return switch (type.endsWith("Fast") ? type.substring(0, type.length() - 4) : type) {
      case "Qwen2VLImageProcessor", "Qwen2_5_VLImageProcessor" -> ImageProcessorConfig.of(json);
      case "CLIPImageProcessor", "CLIPFeatureExtractor" -> CentreCrop.of(json, patchSize);
      case "LlavaNextImageProcessor" -> Tiling.of(json, patchSize);
      default ->
          throw new IllegalArgumentException(
              "image_processor_type %s is not supported; supported are Qwen2VLImageProcessor,"
                      .formatted(type)
                  + " Qwen2_5_VLImageProcessor, CLIPImageProcessor, LlavaNextImageProcessor");
    };
  }
}
