package io.scriptorium.engine.image;

import io.scriptorium.engine.image.ImageRejectedException.Reason;
import java.nio.ByteBuffer;

/**
 * The IHDR chunk of a PNG.
 *
 * @param depth bits a sample: 1, 2, 4, 8 or 16
 * @param colour 0 gray, 2 RGB, 3 palette, 4 gray and alpha, 6 RGB and alpha
 * @param interlaced stored in the seven passes of Adam7
 */
record PngHeader(int width, int height, int depth, int colour, boolean interlaced) {
  static final int PALETTE = 3;
  private static final int FIRST_CHUNK = 8;
  private static final int IHDR = 0x49484452;

  static PngHeader of(byte[] file) throws ImageRejectedException {
    if (file.length < 33) {
      throw corrupt("the PNG ends within its header");
    }
    ByteBuffer in = ByteBuffer.wrap(file, FIRST_CHUNK, 25);
    if (in.getInt() != 13 || in.getInt() != IHDR) {
      throw corrupt("the PNG does not begin with its header");
    }
    int width = in.getInt();
    int height = in.getInt();
    int depth = in.get();
    int colour = in.get();
    int compression = in.get();
    int filter = in.get();
    int interlace = in.get();
    boolean known =
        switch (colour) {
          case 0 -> depth == 1 || depth == 2 || depth == 4 || depth == 8 || depth == 16;
          case PALETTE -> depth == 1 || depth == 2 || depth == 4 || depth == 8;
          case 2, 4, 6 -> depth == 8 || depth == 16;
          default -> false;
        };
    if (width <= 0
        || height <= 0
        || !known
        || compression != 0
        || filter != 0
        || (interlace != 0 && interlace != 1)) {
      throw corrupt("the PNG's header makes no sense");
    }
    return new PngHeader(width, height, depth, colour, interlace == 1);
  }

  /** Samples a pixel as stored. */
  int channels() {
    return switch (colour) {
      case 2 -> 3;
      case 4 -> 2;
      case 6 -> 4;
      default -> 1;
    };
  }

  /** Bytes of a row of that many pixels, without its filter byte. */
  int rowBytes(int pixels) {
    return Math.toIntExact(((long) pixels * channels() * depth + 7) / 8);
  }

  private static ImageRejectedException corrupt(String message) {
    return new ImageRejectedException(Reason.CORRUPT_FILE, message);
  }
}
