package io.scriptorium.engine.layout;

/** An upright rectangle in pixels, origin at the top left; x1 and y1 lie just outside. */
public record Box(float x0, float y0, float x1, float y1) {
  public Box {
    if (!(x1 >= x0 && y1 >= y0)) {
      throw new IllegalArgumentException("Not a box: (%s, %s)-(%s, %s)".formatted(x0, y0, x1, y1));
    }
  }

  public float width() {
    return x1 - x0;
  }

  public float height() {
    return y1 - y0;
  }
}
