package io.scriptorium.engine.layout.lines;

import java.util.ArrayList;
import java.util.List;

/**
 * The components of a page that may be letters or parts of them.
 *
 * @param parts the components, in no particular order
 * @param height usual height of a letter in pixels: the median, wide components counting more
 */
record Letters(List<Components.Extent> parts, int height) {
  private static final int MIN_INK = 4;
  private static final int MIN_HEIGHT = 5;
  private static final int MAX_HEIGHT = 150;
  private static final int NO_HEIGHT = 10;

  /** Leaves out specks, pictures, frames and bars. */
  static Letters of(Components components) {
    List<Components.Extent> parts = new ArrayList<>();
    Quantiles heights = new Quantiles();
    for (int i = 0; i < components.count(); i++) {
      Components.Extent part = components.extent(i);
      if (part.ink() < MIN_INK || part.height() > MAX_HEIGHT) {
        continue;
      }
      parts.add(part);
      if (part.height() >= MIN_HEIGHT && part.width() < 6 * part.height()) {
        heights.add(part.height(), Math.min(part.width(), 2 * part.height()));
      }
    }
    int height = heights.isEmpty() ? NO_HEIGHT : (int) heights.at(0.5);
    parts.removeIf(part -> isFrame(part, height) || isBar(part, height));
    return new Letters(parts, height);
  }

  private static boolean isFrame(Components.Extent part, int height) {
    return part.height() > 8 * height || (part.height() > 2.5 * height && part.fill() < 0.12);
  }

  private static boolean isBar(Components.Extent part, int height) {
    return part.width() > 10 * part.height() && part.width() > 3 * height && part.fill() > 0.7;
  }
}
