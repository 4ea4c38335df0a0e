package io.scriptorium.engine.image;

import java.util.Arrays;

/** Finds places between words where a line's image can be cut. */
public final class LineGaps {
  private LineGaps() {}

  /**
   * The middle of the widest gap whose middle is no farther than {@code reach} from a column; that
   * column itself where everything is ink.
   */
  public static int near(GrayImage line, int column, int reach) {
    int[] ink = inkPerColumn(line);
    int quiet = quiet(ink);
    int best = column;
    int widest = 0;
    int low = Math.max(1, column - reach);
    int high = Math.min(line.width() - 1, column + reach);
    for (int x = low; x < high; ) {
      int end = x;
      while (end < high && ink[end] <= quiet) {
        end++;
      }
      if (end - x > widest) {
        widest = end - x;
        best = (x + end) / 2;
      }
      x = end + 1;
    }
    return best;
  }

  /** The columns from x0 to before x1. */
  public static GrayImage columns(GrayImage line, int x0, int x1) {
    int width = x1 - x0;
    byte[] luma = new byte[width * line.height()];
    for (int y = 0; y < line.height(); y++) {
      System.arraycopy(line.luma(), y * line.width() + x0, luma, y * width, width);
    }
    return new GrayImage(width, line.height(), luma);
  }

  private static int[] inkPerColumn(GrayImage line) {
    int[] ink = new int[line.width()];
    for (int y = 0; y < line.height(); y++) {
      for (int x = 0; x < line.width(); x++) {
        ink[x] += 255 - line.at(x, y);
      }
    }
    return ink;
  }

  /** Ink that a column between words may have, for the paper may be gray or noisy. */
  private static int quiet(int[] ink) {
    int[] sorted = ink.clone();
    Arrays.sort(sorted);
    int lightest = sorted[0];
    int median = sorted[sorted.length / 2];
    return lightest + (median - lightest) / 4;
  }
}
