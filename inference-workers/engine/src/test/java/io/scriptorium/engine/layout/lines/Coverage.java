package io.scriptorium.engine.layout.lines;

import io.scriptorium.engine.layout.Box;

/** Whether a found line holds what is known to be there. */
final class Coverage {
  private Coverage() {}

  /** Whether a box holds another up to a fifth of the other's height on each side. */
  static boolean covers(Box outer, Box inner) {
    float slack = inner.height() / 5;
    return outer.x0() <= inner.x0() + slack
        && outer.y0() <= inner.y0() + slack
        && outer.x1() >= inner.x1() - slack
        && outer.y1() >= inner.y1() - slack;
  }
}
