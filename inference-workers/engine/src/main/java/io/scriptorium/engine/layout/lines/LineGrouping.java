package io.scriptorium.engine.layout.lines;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Groups letters into lines. Letters are taken from left to right; each joins the line whose last
 * letters lie beside it at about the same height, not further away than about a letter's height, or
 * begins a new one. A sloping line is followed because only its last letters count. Columns and
 * table cells stay apart by the same limit.
 */
final class LineGrouping {
  private static final double GAP = 1.2;
  private static final double MIN_OVERLAP = 0.5;
  private static final double MAX_RATIO = 2.4;
  private static final double MAX_UNION = 1.5;
  private static final double SMALL = 0.4;

  private final int letterHeight;
  private final List<Cluster> lines = new ArrayList<>();

  private LineGrouping(int letterHeight) {
    this.letterHeight = letterHeight;
  }

  /** The lines that a page's letters make. */
  static List<Cluster> group(Letters letters) {
    LineGrouping grouping = new LineGrouping(letters.height());
    List<Components.Extent> small = new ArrayList<>();
    List<Components.Extent> large = new ArrayList<>();
    for (Components.Extent part : letters.parts()) {
      (part.height() < SMALL * letters.height() ? small : large).add(part);
    }
    grouping.chain(large);
    List<Cluster> lines = new ArrayList<>();
    for (Cluster line : grouping.merged()) {
      LineSplitting.split(line, lines);
    }
    attach(small, lines);
    return lines;
  }

  private void chain(List<Components.Extent> parts) {
    parts.sort(
        Comparator.comparingInt(Components.Extent::x0).thenComparingInt(Components.Extent::y0));
    List<Cluster> open = new ArrayList<>();
    for (Components.Extent part : parts) {
      open.removeIf(line -> part.x0() - line.x1() > 3 * Math.max(letterHeight, line.height()));
      Cluster best = null;
      double highest = 0;
      for (Cluster line : open) {
        double affinity = affinity(line, part);
        if (affinity > highest) {
          highest = affinity;
          best = line;
        }
      }
      if (best == null) {
        best = new Cluster();
        lines.add(best);
        open.add(best);
      }
      best.add(part);
    }
  }

  /** How well a letter continues a line; 0 if it does not. */
  private static double affinity(Cluster line, Components.Extent part) {
    int top = line.recentTop();
    int bottom = line.recentBottom();
    int overlap = Math.min(bottom, part.y1()) - Math.max(top, part.y0());
    int union = Math.max(bottom, part.y1()) - Math.min(top, part.y0());
    int smaller = Math.min(bottom - top, part.height());
    int larger = Math.max(bottom - top, part.height());
    int gap = part.x0() - line.x1();
    if (overlap < MIN_OVERLAP * smaller
        || larger > MAX_RATIO * smaller
        || union > MAX_UNION * larger
        || gap > GAP * Math.min(larger, 2 * smaller)) {
      return 0;
    }
    return (double) overlap / larger + 1.0 / (2 + Math.max(0, gap));
  }

  /** Joins lines that lie upon each other: letters in fragments, diacritics. */
  private List<Cluster> merged() {
    lines.sort(Comparator.comparingInt(Cluster::width).reversed());
    List<Cluster> merged = new ArrayList<>();
    for (Cluster line : lines) {
      merged.stream()
          .filter(other -> liesUpon(line, other))
          .findFirst()
          .ifPresentOrElse(other -> other.addAll(line), () -> merged.add(line));
    }
    return merged;
  }

  private static boolean liesUpon(Cluster line, Cluster other) {
    int across = Math.min(other.x1(), line.x1()) - Math.max(other.x0(), line.x0());
    if (across < 0.5 * line.width() || line.y0() >= other.y1() || other.y0() >= line.y1()) {
      return false;
    }
    Cluster near = new Cluster();
    for (Components.Extent member : other.members()) {
      if (member.x1() > line.x0() - other.height() && member.x0() < line.x1() + other.height()) {
        near.add(member);
      }
    }
    if (near.isEmpty()) {
      return false;
    }
    int down = Math.min(near.y1(), line.y1()) - Math.max(near.y0(), line.y0());
    int union = Math.max(near.y1(), line.y1()) - Math.min(near.y0(), line.y0());
    return down >= MIN_OVERLAP * Math.min(line.height(), near.height())
        && union < MAX_UNION * near.height();
  }

  /** Adds stops, dots and accents to the lines they lie nearest to, as these were without them. */
  private static void attach(List<Components.Extent> small, List<Cluster> lines) {
    List<Area> places = lines.stream().map(Cluster::bounds).toList();
    for (Components.Extent part : small) {
      int best = -1;
      double nearest = Double.POSITIVE_INFINITY;
      for (int i = 0; i < places.size(); i++) {
        double distance = distance(part, places.get(i));
        if (distance < nearest) {
          nearest = distance;
          best = i;
        }
      }
      if (best >= 0) {
        lines.get(best).add(part);
      }
    }
  }

  /** How far a small part is from a line it may belong to; infinite if it may not. */
  private static double distance(Components.Extent part, Area line) {
    double across = Math.max(0, Math.max(line.x0() - part.x1(), part.x0() - line.x1()));
    double down = Math.max(0, Math.max(line.y0() - part.centreY(), part.centreY() - line.y1()));
    return across < 0.5 * line.height() && down < 0.2 * line.height()
        ? across + 2 * down
        : Double.POSITIVE_INFINITY;
  }
}
