package io.scriptorium.engine.layout.lines;

import io.scriptorium.engine.image.GrayImage;
import io.scriptorium.engine.layout.Box;
import io.scriptorium.engine.layout.LineFinder;
import io.scriptorium.engine.layout.TextLine;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds lines by connected components where paper is plain, and with a detection network only in
 * areas where these cannot tell ink from paper. A page with much of such area is the network's as a
 * whole, since it finds words under a shade better among their neighbours.
 *
 * <pre>
 *   page → working copy → ink → rules off → components → letters → lines → strips → crops
 *                                                 └→ doubtful areas → network ──────┘
 * </pre>
 */
public final class PageLineFinder implements LineFinder {
  /** A share of a line in a doubtful area from which on the line is the network's to find. */
  private static final double INSIDE = 0.5;

  /** A share of a network's line in other lines from which on it is not new. */
  private static final double KNOWN = 0.25;

  /** A share of a shorter line in one of the network's from which on the latter replaces it. */
  private static final double PART = 0.7;

  /** A share of the page in doubtful areas from which on the network looks at all of it. */
  private static final double MOSTLY = 0.125;

  private final TextDetector detector;

  /**
   * Loads the network, which comes with the classpath.
   *
   * @param threads threads that the network may use for one page
   */
  public PageLineFinder(int threads) {
    this.detector = new TextDetector(threads);
  }

  @Override
  public List<TextLine> find(GrayImage page) {
    WorkingCopy copy = WorkingCopy.of(page);
    Bitmap ink = Binarisation.ink(copy.image());
    Bitmap tiles = DoubtfulAreas.tiles(copy.image(), ink);
    Bitmap rules = Rules.erase(ink);
    Components components = Components.of(ink);
    List<Area> doubtful = DoubtfulAreas.of(copy.image(), tiles, components);
    double share =
        doubtful.stream().mapToDouble(PageLineFinder::pixels).sum() / ink.pixels().length;
    if (share >= MOSTLY) {
      return NetworkLines.find(detector, page);
    }
    Letters letters = Letters.of(components);
    List<Cluster> groups = LineGrouping.group(letters);
    groups.removeIf(
        group -> doubtful.stream().anyMatch(area -> area.share(group.bounds()) >= INSIDE));

    List<TextLine> lines = new ArrayList<>();
    for (Area text : DownwardText.take(groups)) {
      Area place = copy.onPage(text);
      lines.add(line(place, LineCrop.cutDownwards(page, place)));
    }
    GrayImage clean = LineCrop.without(page, rules);
    for (Band strip : Margins.around(Strips.of(groups, letters.height()))) {
      Band place = copy.onPage(strip);
      lines.add(
          line(place.bounds().within(page.width(), page.height()), LineCrop.cut(clean, place)));
    }
    for (Area area : doubtful) {
      addNew(NetworkLines.find(detector, page, copy.onPage(area)), lines);
    }
    return lines;
  }

  private static TextLine line(Area place, GrayImage image) {
    return new TextLine(new Box(place.x0(), place.y0(), place.x1(), place.y1()), image, 1);
  }

  private static void addNew(List<TextLine> found, List<TextLine> lines) {
    for (TextLine line : found) {
      Area area = area(line.box());
      lines.removeIf(other -> isPart(area(other.box()), area));
      if (lines.stream().mapToDouble(other -> area(other.box()).share(area)).sum() < KNOWN) {
        lines.add(line);
      }
    }
  }

  private static boolean isPart(Area part, Area whole) {
    return whole.share(part) >= PART && part.width() < PART * whole.width();
  }

  private static double pixels(Area area) {
    return (double) area.width() * area.height();
  }

  private static Area area(Box box) {
    return new Area((int) box.x0(), (int) box.y0(), (int) box.x1(), (int) box.y1());
  }

  @Override
  public void close() {
    detector.close();
  }
}
