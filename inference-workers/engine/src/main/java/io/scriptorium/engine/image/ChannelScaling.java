package io.scriptorium.engine.image;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * Turns 8-bit samples into model inputs: (sample × rescale − mean) ÷ deviation.
 *
 * @param rescale usually 1 / 255
 * @param mean of red, green, blue
 * @param deviation of red, green, blue
 */
public record ChannelScaling(double rescale, List<Double> mean, List<Double> deviation) {
  private static final ChannelScaling CLIP =
      new ChannelScaling(
          1 / 255.0,
          List.of(0.48145466, 0.4578275, 0.40821073),
          List.of(0.26862954, 0.26130258, 0.27577711));

  public ChannelScaling {
    mean = List.copyOf(mean);
    deviation = List.copyOf(deviation);
    if (mean.size() != 3 || deviation.size() != 3 || deviation.contains(0.0)) {
      throw new IllegalArgumentException(
          "Mean and deviation are three numbers each, deviations not zero");
    }
  }

  static ChannelScaling of(JsonNode json) {
    return of(json, CLIP);
  }

  /**
   * Reads a configuration.
   *
   * @param usual what to take where it says nothing
   */
  static ChannelScaling of(JsonNode json, ChannelScaling usual) {
    return new ChannelScaling(
        json.path("rescale_factor").asDouble(usual.rescale),
        triple(json.path("image_mean"), usual.mean),
        triple(json.path("image_std"), usual.deviation));
  }

  private static List<Double> triple(JsonNode node, List<Double> otherwise) {
    return node.size() == 3
        ? List.of(node.get(0).asDouble(), node.get(1).asDouble(), node.get(2).asDouble())
        : otherwise;
  }

  /** The value of each of the 256 samples in a channel, 0 to 2. */
  float[] table(int channel) {
    float[] table = new float[256];
    for (int sample = 0; sample < table.length; sample++) {
      table[sample] = (float) ((sample * rescale - mean.get(channel)) / deviation.get(channel));
    }
    return table;
  }
}
