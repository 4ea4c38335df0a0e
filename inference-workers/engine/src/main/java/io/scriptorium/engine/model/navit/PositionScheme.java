package io.scriptorium.engine.model.navit;

import io.scriptorium.engine.model.ConfigNode;
import java.util.Locale;
import java.util.stream.Stream;

/** By what of a patch's place its learned positions are chosen (arXiv 2307.06304, section 2.1). */
enum PositionScheme {
  /** Patches from the edge, so that an image has at most as many as there are positions. */
  ABSOLUTE,
  /** The share of the side that lies before the patch, so that an image may have any size. */
  FRACTIONAL;

  private static final String KEY = "position_embedding";

  static PositionScheme of(ConfigNode root) {
    String[] supported = Stream.of(values()).map(PositionScheme::configured).toArray(String[]::new);
    String name = root.choice(KEY, ABSOLUTE.configured(), supported);
    return Stream.of(values()).filter(it -> it.configured().equals(name)).findFirst().orElseThrow();
  }

  private String configured() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether a side may have so many patches. */
  boolean reaches(int side, int positions) {
    return this == FRACTIONAL || side <= positions;
  }

  /**
   * Which position a patch has on an axis.
   *
   * @param patch patches before it
   * @param side patches of the image along the axis
   * @param positions how many there are
   */
  int index(int patch, int side, int positions) {
    return this == ABSOLUTE ? patch : (int) ((long) patch * positions / side);
  }
}
