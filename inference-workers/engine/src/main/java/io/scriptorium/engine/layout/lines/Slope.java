package io.scriptorium.engine.layout.lines;

import java.util.ArrayList;
import java.util.List;

/** How far lines of text fall to the right, in pixels down for each pixel. */
final class Slope {
  private static final int ROUNDS = 3;
  private static final int MIN_MEMBERS = 4;
  private static final double STEEPEST = 0.12;
  private static final double MOST_APART = 0.03;

  private Slope() {}

  /** The slope of a page: the median of its long lines', by their length. */
  static double ofPage(List<Cluster> lines) {
    Quantiles slopes = new Quantiles();
    for (Cluster line : lines) {
      if (line.members().size() >= 6 && line.width() > 6 * line.height()) {
        slopes.add(of(line), line.width());
      }
    }
    return slopes.isEmpty() ? 0 : Math.max(-STEEPEST, Math.min(STEEPEST, slopes.at(0.5)));
  }

  /** The slope of a line: its own if it is long enough to tell, else that of its page. */
  static double of(Cluster line, double ofPage) {
    if (line.members().size() < 8 || line.width() <= 10 * line.height()) {
      return ofPage;
    }
    double own = of(line);
    return Math.abs(own - ofPage) < MOST_APART ? own : ofPage;
  }

  /**
   * Least squares through the lower edges of a line's members; those that hang below or float above
   * drop out round by round.
   */
  static double of(Cluster line) {
    List<Components.Extent> used = line.members();
    double slope = 0;
    for (int round = 0; round < ROUNDS && used.size() >= MIN_MEMBERS; round++) {
      Fit fit = Fit.through(used);
      slope = fit.slope;
      double slack = Math.max(1, line.height() * (round == 0 ? 0.3 : 0.12));
      List<Components.Extent> kept = new ArrayList<>();
      for (Components.Extent member : used) {
        if (Math.abs(member.y1() - fit.at(member.centreX())) <= slack) {
          kept.add(member);
        }
      }
      used = kept;
    }
    return slope;
  }

  private record Fit(double slope, double offset) {
    static Fit through(List<Components.Extent> members) {
      double weights = 0;
      double x = 0;
      double y = 0;
      for (Components.Extent member : members) {
        weights += weight(member);
        x += weight(member) * member.centreX();
        y += weight(member) * member.y1();
      }
      x /= weights;
      y /= weights;
      double spread = 0;
      double common = 0;
      for (Components.Extent member : members) {
        double across = member.centreX() - x;
        spread += weight(member) * across * across;
        common += weight(member) * across * (member.y1() - y);
      }
      double slope = spread > 0 ? common / spread : 0;
      return new Fit(slope, y - slope * x);
    }

    private static double weight(Components.Extent member) {
      return Math.min(member.width(), 2.0 * member.height());
    }

    double at(double x) {
      return offset + slope * x;
    }
  }
}
