package io.scriptorium.engine.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Tells whether a file was cut off, for the formats whose decoders fill what is missing with gray
 * and at most warn, so that half a page would be read as a whole one.
 */
final class FileEnd {
  private static final int START_OF_SCAN = 0xda;

  private FileEnd() {}

  /** Whether the file certainly lacks its end. */
  static boolean isMissing(ImageFormat format, byte[] file) {
    return switch (format) {
      case JPEG -> !hasEndOfImage(file);
      case WEBP -> isShorterThanItsRiffSize(file);
      case PNG, GIF, BMP, TIFF -> false;
    };
  }

  private static boolean isShorterThanItsRiffSize(byte[] file) {
    ByteBuffer riff = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    return file.length < 8 + (riff.getInt(4) & 0xffffffffL);
  }

  private static boolean hasEndOfImage(byte[] file) {
    int scan = firstScan(file);
    for (int i = file.length - 2; i > scan; i--) {
      if ((file[i] & 0xff) == 0xff && (file[i + 1] & 0xff) == 0xd9) {
        return true;
      }
    }
    return false;
  }

  private static int firstScan(byte[] file) {
    int at = 2;
    while (at + 3 < file.length && (file[at] & 0xff) == 0xff) {
      int marker = file[at + 1] & 0xff;
      if (marker == START_OF_SCAN) {
        return at;
      }
      int length = ((file[at + 2] & 0xff) << 8) | (file[at + 3] & 0xff);
      at += marker == 0xff ? 1 : 2 + length;
    }
    return file.length;
  }
}
