package io.scriptorium.engine.layout;

/**
 * A read line in page coordinates turned level, so that runs of one row have the same {@code y}.
 *
 * @param line what was read
 * @param x0 left edge in pixels
 * @param x1 right edge in pixels
 * @param y vertical centre in pixels
 * @param height of the text in pixels, at least 1
 */
record Run(ReadLine line, float x0, float x1, float y, float height) {
  float width() {
    return x1 - x0;
  }

  float top() {
    return y - height / 2;
  }

  float bottom() {
    return y + height / 2;
  }

  /** Whether the two overlap vertically by more than half of the lower one's height. */
  boolean besides(Run other) {
    float overlap = Math.min(bottom(), other.bottom()) - Math.max(top(), other.top());
    return overlap > 0.5f * Math.min(height, other.height);
  }
}
