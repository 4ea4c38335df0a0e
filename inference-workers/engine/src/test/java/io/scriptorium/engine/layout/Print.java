package io.scriptorium.engine.layout;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Synthetic pages: lines of 20 pixels' height, 10 pixels a character, in random order. */
final class Print {
  private final List<ReadLine> lines = new ArrayList<>();
  private double slope;

  /** Pages that drift down by so many pixels per pixel to the right. */
  Print sloping(double pixelsPerPixel) {
    slope = pixelsPerPixel;
    return this;
  }

  Print at(double x, double y, String text) {
    return at(x, y, 20, text);
  }

  /** A line with its left edge at x and its middle at y. */
  Print at(double x, double y, double height, String text) {
    double width = text.length() * height / 2;
    double drop = slope * width;
    double top = y + slope * x - height / 2;
    lines.add(
        new ReadLine(
            new Box((float) x, (float) top, (float) (x + width), (float) (top + height + drop)),
            text,
            1));
    return this;
  }

  /** Several lines below each other, 28 pixels apart. */
  Print column(double x, double y, String... texts) {
    for (int i = 0; i < texts.length; i++) {
      at(x, y + 28 * i, texts[i]);
    }
    return this;
  }

  PageText composed() {
    List<ReadLine> shuffled = new ArrayList<>(lines);
    Collections.shuffle(shuffled, new Random(3));
    return PageComposer.compose(shuffled);
  }
}
