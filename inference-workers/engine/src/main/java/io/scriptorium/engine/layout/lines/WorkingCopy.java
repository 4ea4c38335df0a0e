package io.scriptorium.engine.layout.lines;

import io.scriptorium.engine.image.GrayImage;

/**
 * A page at the size it is analysed in, about 2 million pixels: letters are still told apart and
 * work is bounded.
 *
 * @param page the page as it came
 * @param image the same, made smaller by a whole number
 */
record WorkingCopy(GrayImage page, GrayImage image) {
  private static final double PIXELS = 2.0e6;

  static WorkingCopy of(GrayImage page) {
    int factor = (int) Math.max(1, Math.round(Math.sqrt(page.luma().length / PIXELS)));
    int width = Math.max(1, page.width() / factor);
    int height = Math.max(1, page.height() / factor);
    return new WorkingCopy(page, Scaling.resize(page, width, height));
  }

  /** A place of the copy, on the page. */
  Area onPage(Area area) {
    return area.scaled(across(), down()).within(page.width(), page.height());
  }

  /** A strip of the copy, on the page. */
  Band onPage(Band strip) {
    return strip.scaled(across(), down()).between(0, page.width());
  }

  private double across() {
    return (double) page.width() / image.width();
  }

  private double down() {
    return (double) page.height() / image.height();
  }
}
