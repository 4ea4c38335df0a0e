package io.scriptorium.engine.layout.lines;

import io.scriptorium.engine.image.GrayImage;
import java.util.Arrays;

/** Cuts strips out of a page and turns them level. */
final class LineCrop {
  private static final byte PAPER = (byte) 255;

  private LineCrop() {}

  /** A sloping strip, its columns shifted so that it becomes level. */
  static GrayImage cut(GrayImage page, Band band) {
    int x0 = Math.min(page.width() - 1, (int) Math.max(0, Math.floor(band.x0())));
    int x1 = (int) Math.min(page.width(), Math.ceil(band.x1()));
    int width = Math.max(1, x1 - x0);
    int height = Math.max(1, (int) Math.round(band.height()));
    byte[] luma = new byte[width * height];
    boolean level = Math.abs(band.slope()) * width < 1.0;
    for (int x = 0; x < width; x++) {
      double top = level ? Math.rint(band.top()) : band.topAt(x0 + x + 0.5);
      int row = (int) Math.floor(top);
      int part = (int) ((top - row) * 256);
      for (int y = 0; y < height; y++) {
        int upper = page.luma()[clamp(row + y, page.height()) * page.width() + x0 + x] & 0xff;
        int value = upper;
        if (part != 0) {
          int lower = page.luma()[clamp(row + y + 1, page.height()) * page.width() + x0 + x] & 0xff;
          value = (upper * (256 - part) + lower * part + 128) >> 8;
        }
        luma[y * width + x] = (byte) value;
      }
    }
    return new GrayImage(width, height, luma);
  }

  /** An upright part of a page. */
  static GrayImage cut(GrayImage page, Area area) {
    byte[] luma = new byte[area.width() * area.height()];
    for (int y = 0; y < area.height(); y++) {
      System.arraycopy(
          page.luma(),
          (area.y0() + y) * page.width() + area.x0(),
          luma,
          y * area.width(),
          area.width());
    }
    return new GrayImage(area.width(), area.height(), luma);
  }

  /** A part of a page with text running downwards, turned level. */
  static GrayImage cutDownwards(GrayImage page, Area area) {
    int width = area.height();
    int height = area.width();
    byte[] luma = new byte[width * height];
    int at = 0;
    for (int x = area.x1() - 1; x >= area.x0(); x--) {
      for (int y = area.y0(); y < area.y1(); y++) {
        luma[at++] = page.luma()[y * page.width() + x];
      }
    }
    return new GrayImage(width, height, luma);
  }

  /** A page with its rules painted over as paper; the rules may be those of a smaller copy. */
  static GrayImage without(GrayImage page, Bitmap rules) {
    byte[] luma = page.luma().clone();
    int[] columns = new int[page.width()];
    Arrays.setAll(columns, x -> (int) ((long) x * rules.width() / page.width()));
    for (int y = 0; y < page.height(); y++) {
      int row = (int) ((long) y * rules.height() / page.height()) * rules.width();
      for (int x = 0; x < page.width(); x++) {
        if (rules.pixels()[row + columns[x]]) {
          luma[y * page.width() + x] = PAPER;
        }
      }
    }
    return new GrayImage(page.width(), page.height(), luma);
  }

  private static int clamp(int y, int height) {
    return Math.max(0, Math.min(height - 1, y));
  }
}
