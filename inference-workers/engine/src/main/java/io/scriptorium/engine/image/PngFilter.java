package io.scriptorium.engine.image;

/** Undoes the row filters of PNG (PNG specification, third edition, section 9). */
final class PngFilter {
  private PngFilter() {}

  /**
   * Turns a filtered row into bytes of samples, in place.
   *
   * @param filter 0 none, 1 sub, 2 up, 3 average, 4 Paeth
   * @param row filtered bytes
   * @param above the row above, zeros for the first one
   * @param length bytes in the row
   * @param distance bytes of a whole pixel, at least 1
   * @return whether the filter is a known one
   */
  static boolean undo(int filter, byte[] row, byte[] above, int length, int distance) {
    switch (filter) {
      case 0 -> {}
      case 1 -> sub(row, length, distance);
      case 2 -> up(row, above, length);
      case 3 -> average(row, above, length, distance);
      case 4 -> paeth(row, above, length, distance);
      default -> {
        return false;
      }
    }
    return true;
  }

  private static void sub(byte[] row, int length, int distance) {
    for (int i = distance; i < length; i++) {
      row[i] += row[i - distance];
    }
  }

  private static void up(byte[] row, byte[] above, int length) {
    for (int i = 0; i < length; i++) {
      row[i] += above[i];
    }
  }

  private static void average(byte[] row, byte[] above, int length, int distance) {
    for (int i = 0; i < Math.min(distance, length); i++) {
      row[i] += (byte) ((above[i] & 0xff) >> 1);
    }
    for (int i = distance; i < length; i++) {
      row[i] += (byte) (((row[i - distance] & 0xff) + (above[i] & 0xff)) >> 1);
    }
  }

  private static void paeth(byte[] row, byte[] above, int length, int distance) {
    for (int i = 0; i < Math.min(distance, length); i++) {
      row[i] += above[i];
    }
    for (int i = distance; i < length; i++) {
      int left = row[i - distance] & 0xff;
      int up = above[i] & 0xff;
      int corner = above[i - distance] & 0xff;
      int toLeft = Math.abs(up - corner);
      int toUp = Math.abs(left - corner);
      int toCorner = Math.abs(left + up - 2 * corner);
      int predicted = toLeft <= toUp && toLeft <= toCorner ? left : toUp <= toCorner ? up : corner;
      row[i] += (byte) predicted;
    }
  }
}
