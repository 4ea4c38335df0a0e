package io.scriptorium.engine.model.qwen;

import io.scriptorium.engine.model.ConfigNode;
import java.util.stream.IntStream;

/**
 * Layers whose tokens see the last ones alone.
 *
 * @param tokens how many they see, themselves among them; 0: there are no such layers
 * @param layers 1 for each of them, 0 for each other layer
 */
@SuppressWarnings("ArrayRecordComponent")
record SlidingWindow(int tokens, int[] layers) {
  private static final String FULL = "full_attention";
  private static final String SLIDING = "sliding_attention";

  /** Of Qwen2's configurations, which name the first such layer. */
  private static final int FIRST_LAYER = 28;

  /**
   * Reads a configuration.
   *
   * @param layers layers of the model, modules after it among them
   */
  static SlidingWindow of(ConfigNode text, int layers) {
    if (!text.flag("use_sliding_window", false) || !text.has("sliding_window")) {
      return new SlidingWindow(0, new int[layers]);
    }
    int[] windowed =
        text.has("layer_types")
            ? named(text, layers)
            : counted(text.count("max_window_layers", FIRST_LAYER), layers);
    boolean some = IntStream.of(windowed).anyMatch(it -> it == 1);
    return new SlidingWindow(some ? text.positive("sliding_window") : 0, windowed);
  }

  private static int[] counted(int first, int layers) {
    return IntStream.range(0, layers).map(i -> i < first ? 0 : 1).toArray();
  }

  private static int[] named(ConfigNode text, int layers) {
    String[] types = text.texts("layer_types", FULL, SLIDING);
    return IntStream.range(0, layers)
        .map(i -> i < types.length && types[i].equals(SLIDING) ? 1 : 0)
        .toArray();
  }
}
