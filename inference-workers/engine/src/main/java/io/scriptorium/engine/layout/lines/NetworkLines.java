package io.scriptorium.engine.layout.lines;

import io.scriptorium.engine.image.GrayImage;
import io.scriptorium.engine.layout.Box;
import io.scriptorium.engine.layout.TextLine;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The lines of an area by the detection network: connected pixels of likely text are a run of
 * words. Outlines are grown by a share of area ÷ perimeter, since the network is trained on shrunk
 * ones.
 */
final class NetworkLines {
  /** Network pixels along a page's longer side, or twice its shorter one if that is less. */
  private static final double LONGER_SIDE = 1120;

  private static final double MAX_PIXELS = 1.25e6;
  private static final double MAX_ENLARGEMENT = 1.5;
  private static final float THRESHOLD = 0.3f;
  private static final double MIN_SIDE = 3;

  /** On the page, margins included: below, no letter can be told. */
  private static final int MIN_HEIGHT = 9;

  private static final double MIN_PROBABILITY = 0.5;
  private static final double GROWTH = 1.2;

  private final GrayImage page;
  private final Area area;
  private final TextProbability probability;
  private final Components components;

  private NetworkLines(GrayImage page, Area area, TextProbability probability) {
    this.page = page;
    this.area = area;
    this.probability = probability;
    this.components = Components.of(probability.above(THRESHOLD));
  }

  /** The lines of a whole page. */
  static List<TextLine> find(TextDetector detector, GrayImage page) {
    return find(detector, page, new Area(0, 0, page.width(), page.height()));
  }

  /** The lines in an area, looked at as large as in the whole page brought to network size. */
  static List<TextLine> find(TextDetector detector, GrayImage page, Area area) {
    double scale = scale(page);
    GrayImage part = LineCrop.cut(page, area);
    GrayImage scaled =
        Scaling.resize(part, strides(area.width() * scale), strides(area.height() * scale));
    NetworkLines lines = new NetworkLines(page, area, detector.detect(scaled));
    List<TextLine> found = new ArrayList<>();
    for (int component = 0; component < lines.components.count(); component++) {
      lines.line(component).ifPresent(found::add);
    }
    return found;
  }

  private static double scale(GrayImage page) {
    int longer = Math.max(page.width(), page.height());
    int shorter = Math.min(page.width(), page.height());
    double bySides = LONGER_SIDE / Math.min(longer, 2 * shorter);
    double byPixels = Math.sqrt(MAX_PIXELS / page.luma().length);
    return Math.min(MAX_ENLARGEMENT, Math.min(bySides, byPixels));
  }

  private static int strides(double pixels) {
    int stride = TextDetector.STRIDE;
    return Math.max(stride, (int) Math.round(pixels / stride) * stride);
  }

  private Optional<TextLine> line(int component) {
    RotatedRectangle rectangle = RotatedRectangle.around(corners(component));
    double score = mean(component);
    if (rectangle.shorterSide() < MIN_SIDE || score < MIN_PROBABILITY) {
      return Optional.empty();
    }
    Components.Extent extent = components.extent(component);
    double growth = GROWTH * rectangle.area() / rectangle.perimeter();
    double across = (double) area.width() / probability.width();
    double down = (double) area.height() / probability.height();
    Area box =
        new Area(
                (int) Math.floor(area.x0() + (extent.x0() - growth) * across),
                (int) Math.floor(area.y0() + (extent.y0() - growth) * down),
                (int) Math.ceil(area.x0() + (extent.x1() + growth) * across),
                (int) Math.ceil(area.y0() + (extent.y1() + growth) * down))
            .within(page.width(), page.height());
    if (box.height() < MIN_HEIGHT || box.width() < MIN_HEIGHT) {
      return Optional.empty();
    }
    return Optional.of(
        new TextLine(
            new Box(box.x0(), box.y0(), box.x1(), box.y1()),
            LineCrop.cut(page, box),
            (float) score));
  }

  private List<RotatedRectangle.Point> corners(int component) {
    List<RotatedRectangle.Point> corners = new ArrayList<>();
    for (int run = components.firstRun(component); run < components.lastRun(component); run++) {
      for (int y = components.y(run); y <= components.y(run) + 1; y++) {
        corners.add(new RotatedRectangle.Point(components.start(run), y));
        corners.add(new RotatedRectangle.Point(components.end(run), y));
      }
    }
    return corners;
  }

  private double mean(int component) {
    double sum = 0;
    for (int run = components.firstRun(component); run < components.lastRun(component); run++) {
      int row = components.y(run) * probability.width();
      for (int x = components.start(run); x < components.end(run); x++) {
        sum += probability.values()[row + x];
      }
    }
    return sum / components.extent(component).ink();
  }
}
