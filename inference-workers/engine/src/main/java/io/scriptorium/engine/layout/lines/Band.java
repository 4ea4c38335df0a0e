package io.scriptorium.engine.layout.lines;

/**
 * The strip that a line of text fills, perhaps sloping.
 *
 * @param x0 left end in pixels
 * @param x1 just behind its right end
 * @param top upper edge at {@link #middle}
 * @param bottom just below its lower edge at {@link #middle}
 * @param slope pixels down for each pixel to the right
 */
record Band(double x0, double x1, double top, double bottom, double slope) {
  private static final double OUTLIERS = 0.02;

  /**
   * The strip around a line's members. The slimmest members that stick out furthest do not count.
   */
  static Band around(Cluster line, double slope) {
    double middle = (line.x0() + line.x1()) / 2.0;
    Quantiles tops = new Quantiles();
    Quantiles bottoms = new Quantiles();
    for (Components.Extent member : line.members()) {
      double shift = slope * (member.centreX() - middle);
      double drift = Math.min(Math.abs(slope) * member.width() / 2, member.height() / 4.0);
      tops.add(member.y0() - shift + drift, member.width());
      bottoms.add(member.y1() - shift - drift, member.width());
    }
    return new Band(line.x0(), line.x1(), tops.at(OUTLIERS), bottoms.at(1 - OUTLIERS), slope);
  }

  double middle() {
    return (x0 + x1) / 2;
  }

  double width() {
    return x1 - x0;
  }

  double height() {
    return bottom - top;
  }

  double topAt(double x) {
    return top + slope * (x - middle());
  }

  double bottomAt(double x) {
    return bottom + slope * (x - middle());
  }

  double centreAt(double x) {
    return (topAt(x) + bottomAt(x)) / 2;
  }

  /** Grown by so many pixels on each side. */
  Band grown(double sides, double above, double below) {
    return new Band(x0 - sides, x1 + sides, top - above, bottom + below, slope);
  }

  /** The same place on an image of another size. */
  Band scaled(double across, double down) {
    return new Band(x0 * across, x1 * across, top * down, bottom * down, slope * down / across);
  }

  /** What of it lies between two columns of pixels. */
  Band between(double left, double right) {
    double from = Math.min(Math.max(x0, left), right);
    double to = Math.max(Math.min(x1, right), from);
    double shift = slope * ((from + to) / 2 - middle());
    return new Band(from, to, top + shift, bottom + shift, slope);
  }

  /** The upright rectangle around it. */
  Area bounds() {
    return new Area(
        (int) Math.floor(x0),
        (int) Math.floor(Math.min(topAt(x0), topAt(x1))),
        (int) Math.ceil(x1),
        (int) Math.ceil(Math.max(bottomAt(x0), bottomAt(x1))));
  }
}
