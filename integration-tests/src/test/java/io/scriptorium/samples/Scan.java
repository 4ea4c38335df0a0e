package io.scriptorium.samples;

import java.awt.image.BufferedImage;
import java.util.Random;

/**
 * What an office scanner makes of a page: turned a little, blurred, unevenly lit, noisy.
 *
 * @param degrees by which the page is turned clockwise about its centre
 * @param noise standard deviation in gray levels of 255
 */
record Scan(double degrees, double noise) {
  private static final long SEED = 1455;
  private static final double DARKEST_CORNER = 0.72;

  BufferedImage of(BufferedImage page) {
    Random random = new Random(SEED);
    int width = page.getWidth();
    int height = page.getHeight();
    BufferedImage scan = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        double[] from = placeOnPage(x, y, width, height);
        double light = 1 - (1 - DARKEST_CORNER) * (x + 0.5 * y) / (width + 0.5 * height);
        double gray = blurred(page, from[0], from[1]) * light + noise * random.nextGaussian() - 6;
        scan.getRaster().setSample(x, y, 0, (int) Math.max(0, Math.min(255, Math.round(gray))));
      }
    }
    return scan;
  }

  /** Where a page's point comes to lie, in pixels. */
  double[] placeOnScan(double x, double y, int width, int height) {
    return turned(x, y, width, height, Math.toRadians(degrees));
  }

  private double[] placeOnPage(double x, double y, int width, int height) {
    return turned(x, y, width, height, -Math.toRadians(degrees));
  }

  private static double[] turned(double x, double y, int width, int height, double angle) {
    double dx = x - width / 2.0;
    double dy = y - height / 2.0;
    double cos = StrictMath.cos(angle);
    double sin = StrictMath.sin(angle);
    return new double[] {width / 2.0 + cos * dx - sin * dy, height / 2.0 + sin * dx + cos * dy};
  }

  /** Mean of four samples half a pixel around a place. */
  private static double blurred(BufferedImage page, double x, double y) {
    return (sample(page, x - 0.5, y - 0.5)
            + sample(page, x + 0.5, y - 0.5)
            + sample(page, x - 0.5, y + 0.5)
            + sample(page, x + 0.5, y + 0.5))
        / 4;
  }

  /** Bilinear; white outside of the page. */
  private static double sample(BufferedImage page, double x, double y) {
    int left = (int) Math.floor(x);
    int top = (int) Math.floor(y);
    double fx = x - left;
    double fy = y - top;
    return (1 - fy) * ((1 - fx) * gray(page, left, top) + fx * gray(page, left + 1, top))
        + fy * ((1 - fx) * gray(page, left, top + 1) + fx * gray(page, left + 1, top + 1));
  }

  private static double gray(BufferedImage page, int x, int y) {
    boolean inside = x >= 0 && y >= 0 && x < page.getWidth() && y < page.getHeight();
    return inside ? page.getRaster().getSample(x, y, 0) : 255;
  }
}
