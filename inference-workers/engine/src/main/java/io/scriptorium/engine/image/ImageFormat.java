package io.scriptorium.engine.image;

import java.util.Optional;

/** A kind of image file that can be read. */
public enum ImageFormat {
  PNG,
  JPEG,
  WEBP,
  GIF,
  BMP,
  TIFF;

  /** The format that a file's first bytes tell, whatever its name says. */
  public static Optional<ImageFormat> of(byte[] file) {
    if (startsWith(file, 0, 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n')) {
      return Optional.of(PNG);
    }
    if (startsWith(file, 0, 0xff, 0xd8, 0xff)) {
      return Optional.of(JPEG);
    }
    if (startsWith(file, 0, 'R', 'I', 'F', 'F') && startsWith(file, 8, 'W', 'E', 'B', 'P')) {
      return Optional.of(WEBP);
    }
    if (startsWith(file, 0, 'G', 'I', 'F', '8')) {
      return Optional.of(GIF);
    }
    if (startsWith(file, 0, 'I', 'I', 42, 0)
        || startsWith(file, 0, 'M', 'M', 0, 42)
        || startsWith(file, 0, 'I', 'I', 43, 0)
        || startsWith(file, 0, 'M', 'M', 0, 43)) {
      return Optional.of(TIFF);
    }
    if (startsWith(file, 0, 'B', 'M') && startsWith(file, 6, 0, 0, 0, 0)) {
      return Optional.of(BMP);
    }
    return Optional.empty();
  }

  private static boolean startsWith(byte[] file, int from, int... magic) {
    if (file.length < from + magic.length) {
      return false;
    }
    for (int i = 0; i < magic.length; i++) {
      if ((file[from + i] & 0xff) != magic[i]) {
        return false;
      }
    }
    return true;
  }
}
