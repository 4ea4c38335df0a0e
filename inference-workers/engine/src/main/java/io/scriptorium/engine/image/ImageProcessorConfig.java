package io.scriptorium.engine.image;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * How a Qwen2-VL-like model wants its images, from {@code preprocessor_config.json}.
 *
 * @param minPixels least area after resizing
 * @param maxPixels largest area after resizing
 * @param patchSize side of a patch in pixels
 * @param mergeSize patches on a side of what becomes one token
 * @param temporalPatchSize frames in a patch; a still image is repeated
 * @param channels normalisation of red, green and blue
 */
public record ImageProcessorConfig(
    long minPixels,
    long maxPixels,
    int patchSize,
    int mergeSize,
    int temporalPatchSize,
    ChannelScaling channels)
    implements ImageSettings {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String FILE = "preprocessor_config.json";

  public ImageProcessorConfig {
    if (minPixels < 1
        || maxPixels < minPixels
        || patchSize < 1
        || mergeSize < 1
        || temporalPatchSize < 1) {
      throw new IllegalArgumentException(
          "Image sizes are positive and the least area is not above the largest");
    }
  }

  /**
   * Reads a model folder's file.
   *
   * @throws IOException if it is missing or makes no sense; the message is one line
   */
  public static ImageProcessorConfig load(Path modelFolder) throws IOException {
    Path file = modelFolder.resolve(FILE);
    try {
      return of(JSON.readTree(Files.readAllBytes(file)));
    } catch (JsonProcessingException | IllegalArgumentException e) {
      String problem =
          e instanceof JsonProcessingException json ? json.getOriginalMessage() : e.getMessage();
      throw new IOException("%s: %s".formatted(file, problem), e);
    }
  }

  /**
   * Takes both styles of pixel bounds: {@code min_pixels} and {@code max_pixels}, or {@code
   * size.shortest_edge} and {@code size.longest_edge}, which are areas too.
   */
  static ImageProcessorConfig of(JsonNode json) {
    JsonNode size = json.path("size");
    return new ImageProcessorConfig(
        bound(json.path("min_pixels"), size.path("min_pixels"), size.path("shortest_edge"), 3136),
        bound(
            json.path("max_pixels"), size.path("max_pixels"), size.path("longest_edge"), 1_003_520),
        json.path("patch_size").asInt(14),
        json.path("merge_size").asInt(2),
        json.path("temporal_patch_size").asInt(2),
        ChannelScaling.of(json));
  }

  private static long bound(JsonNode flat, JsonNode nested, JsonNode edge, long otherwise) {
    for (JsonNode each : new JsonNode[] {flat, nested, edge}) {
      if (each.isNumber()) {
        return each.asLong();
      }
    }
    return otherwise;
  }

  @Override
  public ImageProcessor processor() {
    return new SmartResizeProcessor(this);
  }

  /** How images become patches. */
  PatchCut cut() {
    return new PatchCut(patchSize, mergeSize, temporalPatchSize, channels);
  }

  /** Multiple of which both sides of a resized image are, in pixels. */
  public int factor() {
    return patchSize * mergeSize;
  }
}
