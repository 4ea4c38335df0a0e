package io.scriptorium.engine.layout.lines;

import java.util.List;

/**
 * Takes lines apart that were joined where letters of one touch letters of the next: where few
 * members cross a height between two heights that many cross.
 */
final class LineSplitting {
  private static final double SUSPICIOUS = 1.7;
  private static final double TALL = 1.6;
  private static final double VALLEY = 0.2;

  private final Cluster line;
  private final double usual;
  private final double slope;
  private final Band band;

  private LineSplitting(Cluster line) {
    this.line = line;
    this.usual = line.memberHeight(0.5);
    this.slope = line.members().size() >= 8 ? Slope.of(line) : 0;
    this.band = Band.around(line, slope);
  }

  /** Adds a line to a list, in as many parts as it has. */
  static void split(Cluster line, List<Cluster> into) {
    LineSplitting splitting = new LineSplitting(line);
    Cluster upper = new Cluster();
    Cluster lower = new Cluster();
    splitting.cut(upper, lower);
    if (upper.isEmpty() || lower.isEmpty()) {
      into.add(line);
    } else {
      split(upper, into);
      split(lower, into);
    }
  }

  private void cut(Cluster upper, Cluster lower) {
    if (line.members().size() < 2 || band.height() < SUSPICIOUS * usual) {
      return;
    }
    double[] profile = profile();
    int valley = (int) (0.3 * band.height());
    for (int y = valley; y <= 0.7 * band.height(); y++) {
      valley = profile[y] < profile[valley] ? y : valley;
    }
    double peak = Math.min(max(profile, 0, valley), max(profile, valley, profile.length));
    if (profile[valley] <= VALLEY * peak) {
      for (Components.Extent member : line.members()) {
        assign(member, valley, upper, lower);
      }
    }
  }

  private void assign(Components.Extent member, int valley, Cluster upper, Cluster lower) {
    int cut = (int) Math.round(valley + shift(member));
    double reach = 0.25 * member.height();
    if (member.height() > TALL * usual && member.y0() < cut - reach && member.y1() > cut + reach) {
      int ink = member.ink() / 2;
      upper.add(new Components.Extent(member.x0(), member.y0(), member.x1(), cut, ink));
      lower.add(new Components.Extent(member.x0(), cut, member.x1(), member.y1(), ink));
    } else {
      (member.centreY() < cut ? upper : lower).add(member);
    }
  }

  /** Width of the members of usual height that cross each height of the band. */
  private double[] profile() {
    double[] profile = new double[(int) Math.ceil(band.height()) + 2];
    for (Components.Extent member : line.members()) {
      if (member.height() <= TALL * usual) {
        int from = (int) Math.max(0, Math.round(member.y0() - shift(member)));
        int to = (int) Math.min(profile.length, Math.round(member.y1() - shift(member)));
        for (int y = from; y < to; y++) {
          profile[y] += member.width();
        }
      }
    }
    return profile;
  }

  /** Where the band begins at a member's place. */
  private double shift(Components.Extent member) {
    return band.topAt(member.centreX());
  }

  private static double max(double[] values, int from, int to) {
    double max = 0;
    for (int i = from; i < to; i++) {
      max = Math.max(max, values[i]);
    }
    return max;
  }
}
