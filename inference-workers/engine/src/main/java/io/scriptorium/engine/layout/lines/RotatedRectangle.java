package io.scriptorium.engine.layout.lines;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;

/**
 * A rectangle in any direction.
 *
 * @param centreX centre in pixels from the left
 * @param centreY centre in pixels from the top
 * @param length extent along the direction, in pixels
 * @param thickness extent across the direction, in pixels
 * @param angle direction in radians, clockwise from level (y points down), in (−π/4, π/4]
 */
record RotatedRectangle(
    double centreX, double centreY, double length, double thickness, double angle) {

  /**
   * The smallest rectangle around some points: one of its sides lies on an edge of their convex
   * hull (Freeman and Shapira 1975; hull by Andrew's monotone chain).
   */
  static RotatedRectangle around(List<Point> points) {
    List<Point> hull = hull(points);
    RotatedRectangle best = along(hull, 0);
    for (int i = 0; i < hull.size(); i++) {
      Point a = hull.get(i);
      Point b = hull.get((i + 1) % hull.size());
      RotatedRectangle candidate = along(hull, Math.atan2(b.y - a.y, b.x - a.x));
      if (candidate.area() < best.area() * (1 - 1e-9)) {
        best = candidate;
      }
    }
    return best;
  }

  double area() {
    return length * thickness;
  }

  double perimeter() {
    return 2 * (length + thickness);
  }

  double shorterSide() {
    return Math.min(length, thickness);
  }

  private static RotatedRectangle along(List<Point> points, double direction) {
    double angle = direction;
    while (angle > Math.PI / 4) {
      angle -= Math.PI / 2;
    }
    while (angle <= -Math.PI / 4) {
      angle += Math.PI / 2;
    }
    double cos = Math.cos(angle);
    double sin = Math.sin(angle);
    double u0 = Double.POSITIVE_INFINITY;
    double u1 = Double.NEGATIVE_INFINITY;
    double v0 = Double.POSITIVE_INFINITY;
    double v1 = Double.NEGATIVE_INFINITY;
    for (Point point : points) {
      double u = cos * point.x + sin * point.y;
      double v = cos * point.y - sin * point.x;
      u0 = Math.min(u0, u);
      u1 = Math.max(u1, u);
      v0 = Math.min(v0, v);
      v1 = Math.max(v1, v);
    }
    double u = (u0 + u1) / 2;
    double v = (v0 + v1) / 2;
    return new RotatedRectangle(u * cos - v * sin, u * sin + v * cos, u1 - u0, v1 - v0, angle);
  }

  private static List<Point> hull(List<Point> points) {
    List<Point> sorted = new ArrayList<>(points);
    sorted.sort(Comparator.comparingDouble(Point::x).thenComparingDouble(Point::y));
    List<Point> hull = chain(sorted);
    Collections.reverse(sorted);
    List<Point> back = chain(sorted);
    hull.addAll(back.subList(1, back.size()));
    return hull;
  }

  private static List<Point> chain(List<Point> sorted) {
    Deque<Point> chain = new ArrayDeque<>();
    for (Point point : sorted) {
      while (chain.size() >= 2) {
        Point last = chain.removeLast();
        Point before = chain.getLast();
        double turn =
            (last.x - before.x) * (point.y - before.y) - (last.y - before.y) * (point.x - before.x);
        if (turn > 0) {
          chain.addLast(last);
          break;
        }
      }
      chain.addLast(point);
    }
    return new ArrayList<>(chain);
  }

  /** A place in pixels. */
  record Point(double x, double y) {}
}
