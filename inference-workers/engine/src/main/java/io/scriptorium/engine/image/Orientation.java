package io.scriptorium.engine.image;

/**
 * How stored pixels are to be turned for showing; constants in the order of EXIF's values 1 to 8.
 */
enum Orientation {
  UPRIGHT(false, false, false),
  MIRRORED(false, true, false),
  ROTATED_180(false, true, true),
  FLIPPED(false, false, true),
  TRANSPOSED(true, false, false),
  ROTATED_90(true, false, true),
  TRANSVERSED(true, true, true),
  ROTATED_270(true, true, false);

  /** Rows become columns; then the two below say from which end of the stored row and column. */
  private final boolean transposed;

  private final boolean fromRight;
  private final boolean fromBottom;

  Orientation(boolean transposed, boolean fromRight, boolean fromBottom) {
    this.transposed = transposed;
    this.fromRight = fromRight;
    this.fromBottom = fromBottom;
  }

  /** The constant for an EXIF value; anything but 2 to 8 is upright. */
  static Orientation ofExif(int value) {
    return value >= 1 && value <= 8 ? values()[value - 1] : UPRIGHT;
  }

  boolean swapsSides() {
    return transposed;
  }

  GrayImage apply(GrayImage image) {
    if (this == UPRIGHT) {
      return image;
    }
    byte[] turned = turn(image.luma(), image.width(), image.height(), 1);
    return transposed
        ? new GrayImage(image.height(), image.width(), turned)
        : new GrayImage(image.width(), image.height(), turned);
  }

  RgbImage apply(RgbImage image) {
    if (this == UPRIGHT) {
      return image;
    }
    byte[] turned = turn(image.rgb(), image.width(), image.height(), 3);
    return transposed
        ? new RgbImage(image.height(), image.width(), turned)
        : new RgbImage(image.width(), image.height(), turned);
  }

  private byte[] turn(byte[] stored, int width, int height, int samples) {
    byte[] shown = new byte[stored.length];
    int shownWidth = transposed ? height : width;
    int shownHeight = transposed ? width : height;
    int to = 0;
    for (int y = 0; y < shownHeight; y++) {
      for (int x = 0; x < shownWidth; x++) {
        int storedX = transposed ? y : x;
        int storedY = transposed ? x : y;
        int column = fromRight ? width - 1 - storedX : storedX;
        int row = fromBottom ? height - 1 - storedY : storedY;
        int from = (row * width + column) * samples;
        for (int s = 0; s < samples; s++) {
          shown[to++] = stored[from + s];
        }
      }
    }
    return shown;
  }
}
