package io.scriptorium.engine.layout.lines;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Components that make a line of text. Grows while lines are grouped; belongs to one thread. */
final class Cluster {
  private static final int RECENT = 4;

  private final List<Components.Extent> members = new ArrayList<>();
  private int x0 = Integer.MAX_VALUE;
  private int y0 = Integer.MAX_VALUE;
  private int x1;
  private int y1;

  void add(Components.Extent member) {
    members.add(member);
    x0 = Math.min(x0, member.x0());
    y0 = Math.min(y0, member.y0());
    x1 = Math.max(x1, member.x1());
    y1 = Math.max(y1, member.y1());
  }

  void addAll(Cluster other) {
    other.members.forEach(this::add);
  }

  List<Components.Extent> members() {
    return Collections.unmodifiableList(members);
  }

  boolean isEmpty() {
    return members.isEmpty();
  }

  int x0() {
    return x0;
  }

  int y0() {
    return y0;
  }

  int x1() {
    return x1;
  }

  int y1() {
    return y1;
  }

  int width() {
    return x1 - x0;
  }

  int height() {
    return y1 - y0;
  }

  Area bounds() {
    return new Area(x0, y0, x1, y1);
  }

  /** The height that a share of its members, by their width, stays within. */
  double memberHeight(double share) {
    Quantiles heights = new Quantiles();
    members.forEach(member -> heights.add(member.height(), member.width()));
    return heights.at(share);
  }

  /** Upper edge of the members that were added last. */
  int recentTop() {
    int top = Integer.MAX_VALUE;
    for (int i = Math.max(0, members.size() - RECENT); i < members.size(); i++) {
      top = Math.min(top, members.get(i).y0());
    }
    return top;
  }

  /** Lower edge of the members that were added last. */
  int recentBottom() {
    int bottom = 0;
    for (int i = Math.max(0, members.size() - RECENT); i < members.size(); i++) {
      bottom = Math.max(bottom, members.get(i).y1());
    }
    return bottom;
  }
}
