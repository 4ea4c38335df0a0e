package io.scriptorium.engine.layout.lines;

/** An upright rectangle of whole pixels; x1 and y1 lie just outside. */
record Area(int x0, int y0, int x1, int y1) {
  int width() {
    return x1 - x0;
  }

  int height() {
    return y1 - y0;
  }

  boolean overlaps(Area other) {
    return x0 < other.x1 && other.x0 < x1 && y0 < other.y1 && other.y0 < y1;
  }

  /** Share of another area, 0 to 1, that lies in this one. */
  double share(Area other) {
    double across = Math.min(x1, other.x1) - Math.max(x0, other.x0);
    double down = Math.min(y1, other.y1) - Math.max(y0, other.y0);
    return Math.max(0, across) * Math.max(0, down) / Math.max(1, other.width() * other.height());
  }

  /** The smallest area around both. */
  Area with(Area other) {
    return new Area(
        Math.min(x0, other.x0),
        Math.min(y0, other.y0),
        Math.max(x1, other.x1),
        Math.max(y1, other.y1));
  }

  /** The same place on an image of another size. */
  Area scaled(double across, double down) {
    return new Area(
        (int) Math.floor(x0 * across),
        (int) Math.floor(y0 * down),
        (int) Math.ceil(x1 * across),
        (int) Math.ceil(y1 * down));
  }

  /** What of it lies on an image. */
  Area within(int width, int height) {
    int left = Math.max(0, Math.min(x0, width));
    int top = Math.max(0, Math.min(y0, height));
    return new Area(
        left, top, Math.max(left, Math.min(x1, width)), Math.max(top, Math.min(y1, height)));
  }
}
