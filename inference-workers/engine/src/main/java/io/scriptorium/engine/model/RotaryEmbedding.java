package io.scriptorium.engine.model;

import io.scriptorium.engine.torch.CheckpointException;
import io.scriptorium.engine.torch.TorchArchive;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * How a rotary position embedding (arXiv 2104.09864) turns, with the ways to reach beyond the
 * lengths that a model was trained for: linear interpolation (arXiv 2306.15595), YaRN (arXiv
 * 2309.00071), Llama 3's, and dynamic NTK-aware scaling, in which the frequencies of a prompt's
 * tokens follow from the prompt's length, and those of a generated one from the length with it.
 *
 * @param frequencies turn of each pair of numbers from one position to the next, in radians (half
 *     of the numbers that turn)
 * @param magnitude what queries and keys are multiplied with
 * @param dynamicFactor of dynamic NTK-aware scaling, 0 without
 * @param trainedLength tokens beyond which that begins
 * @param maxPositions most tokens of a sequence
 */
@SuppressWarnings("ArrayRecordComponent")
public record RotaryEmbedding(
    double[] frequencies,
    double magnitude,
    double dynamicFactor,
    int trainedLength,
    int maxPositions) {

  private static final double THETA = 10_000;

  /**
   * Reads a configuration, in the hub's older style ({@code rope_theta}, {@code rope_scaling}) or
   * its newer one ({@code rope_parameters}).
   *
   * @param dim numbers of a head that turn
   * @throws CheckpointException if the type is not one of those above
   */
  public static RotaryEmbedding of(ConfigNode config, int dim) {
    String key = config.has("rope_parameters") ? "rope_parameters" : "rope_scaling";
    double theta = config.number("rope_theta", THETA);
    int positions = config.positive("max_position_embeddings");
    if (!config.has(key)) {
      return plain(unscaled(theta, dim), positions);
    }
    ConfigNode rope = config.child(key);
    theta = rope.number("rope_theta", theta);
    double[] frequencies = unscaled(theta, dim);
    String type = rope.has("rope_type") ? "rope_type" : "type";
    return switch (rope.text(type, "default")) {
      case "default", "mrope" -> plain(frequencies, positions);
      case "linear" -> linear(frequencies, positions, rope.factor("factor"));
      case "dynamic" -> dynamic(frequencies, positions, rope);
      case "llama3" -> plain(llama3(frequencies, rope), positions);
      case "yarn" -> Yarn.of(rope, positions).scale(frequencies, theta);
      default -> throw rope.unsupported(type, "default", "linear", "dynamic", "yarn", "llama3");
    };
  }

  private static RotaryEmbedding plain(double[] frequencies, int positions) {
    return new RotaryEmbedding(frequencies, 1, 0, 0, positions);
  }

  private static RotaryEmbedding linear(double[] frequencies, int positions, double factor) {
    double[] slower = DoubleStream.of(frequencies).map(f -> f / factor).toArray();
    return plain(slower, (int) (positions * factor));
  }

  private static RotaryEmbedding dynamic(double[] frequencies, int positions, ConfigNode rope) {
    double factor = rope.factor("factor");
    int trained = rope.positive("original_max_position_embeddings", positions);
    int reach = Math.max(positions, (int) (trained * factor));
    return new RotaryEmbedding(frequencies, 1, factor, trained, reach);
  }

  private static double[] unscaled(double theta, int dim) {
    return IntStream.range(0, dim / 2).mapToDouble(i -> Math.pow(theta, -2.0 * i / dim)).toArray();
  }

  /** Slow turns are stretched, fast ones kept, those between blended. */
  private static double[] llama3(double[] frequencies, ConfigNode rope) {
    double factor = rope.factor("factor");
    double low = rope.factor("low_freq_factor");
    double high = rope.factor("high_freq_factor");
    int trained = rope.positive("original_max_position_embeddings");
    return DoubleStream.of(frequencies)
        .map(
            frequency -> {
              double turns = trained * frequency / (2 * Math.PI);
              double kept = high > low ? (turns - low) / (high - low) : turns < low ? 0 : 1;
              return blend(frequency / factor, frequency, Math.max(0, Math.min(1, kept)));
            })
        .toArray();
  }

  private static double blend(double from, double to, double share) {
    return from + share * (to - from);
  }

  /** Whether frequencies follow from lengths, so that tokens have these as a second coordinate. */
  public boolean isDynamic() {
    return dynamicFactor > 0;
  }

  /**
   * Positions of a text of so many tokens. With dynamic scaling the second coordinate is the index
   * of the last token whose number counts, or 0 where the frequencies are those of training.
   */
  public PromptPositions locate(int tokens) {
    PromptPositions counted = PromptPositions.counted(tokens);
    if (!isDynamic()) {
      return counted;
    }
    int last = tokens > trainedLength ? tokens - 1 : 0;
    int[] lengths = IntStream.generate(() -> last).limit(tokens).toArray();
    return new PromptPositions(new int[][] {counted.prompt()[0], lengths}, tokens);
  }

  /** Hands it to a program, as {@code rotary.py} describes. */
  public TorchArchive into(TorchArchive archive) {
    return archive
        .functions("rotary", RotaryEmbedding.class, "rotary.py")
        .set("rotary_frequencies", frequencies)
        .set("rotary_magnitude", magnitude)
        .set("dynamic_factor", dynamicFactor)
        .set("trained_length", trainedLength);
  }

  /**
   * YaRN: turns that come round often within the trained length are kept, those that hardly do are
   * stretched, and attention is made sharper.
   */
  private record Yarn(
      double factor,
      int trained,
      int reach,
      double fast,
      double slow,
      boolean whole,
      double magnitude) {
    static Yarn of(ConfigNode rope, int positions) {
      double factor = rope.factor("factor");
      double sharper = sharpening(factor, 1);
      double weight = rope.number("mscale", 0);
      double all = rope.number("mscale_all_dim", 0);
      if (weight != 0 && all != 0) {
        sharper = sharpening(factor, weight) / sharpening(factor, all);
      }
      int trained = rope.positive("original_max_position_embeddings", positions);
      return new Yarn(
          factor,
          trained,
          Math.max(positions, (int) (trained * factor)),
          rope.number("beta_fast", 32),
          rope.number("beta_slow", 1),
          rope.flag("truncate", true),
          rope.number("attention_factor", sharper));
    }

    RotaryEmbedding scale(double[] frequencies, double theta) {
      int dim = 2 * frequencies.length;
      double first = pairThatTurns(fast, theta, dim);
      double last = pairThatTurns(slow, theta, dim);
      double low = Math.max(0, whole ? Math.floor(first) : first);
      double high = Math.min(dim - 1.0, whole ? Math.ceil(last) : last);
      double width = Math.max(0.001, high - low);
      double[] scaled =
          IntStream.range(0, frequencies.length)
              .mapToDouble(
                  i -> {
                    double stretched = Math.max(0, Math.min(1, (i - low) / width));
                    return blend(frequencies[i], frequencies[i] / factor, stretched);
                  })
              .toArray();
      return new RotaryEmbedding(scaled, magnitude, 0, 0, reach);
    }

    /** Index of the pair that turns so often within the trained length. */
    private double pairThatTurns(double times, double theta, int dim) {
      return dim * Math.log(trained / (times * 2 * Math.PI)) / (2 * Math.log(theta));
    }
  }

  /** YaRN's factor on queries and keys; DeepSeek's models weight it. */
  public static double sharpening(double factor, double weight) {
    return factor <= 1 ? 1 : 0.1 * weight * Math.log(factor) + 1;
  }
}
