package io.scriptorium.engine.image;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Reads the orientation that a file carries in its TIFF-style tags (EXIF 2.32, tag 0x0112). */
final class Exif {
  private static final int ORIENTATION = 0x0112;
  private static final byte[] EXIF_MARK = "Exif\0\0".getBytes(US_ASCII);

  private Exif() {}

  /** The orientation of a page; upright where a file says nothing or nonsense. */
  static Orientation orientation(ImageFormat format, byte[] file, int page) {
    try {
      return switch (format) {
        case JPEG -> ofJpeg(file);
        case WEBP -> ofWebp(file);
        case PNG -> ofPng(file);
        case TIFF -> ofTiff(ByteBuffer.wrap(file), page);
        case GIF, BMP -> Orientation.UPRIGHT;
      };
    } catch (IndexOutOfBoundsException | IllegalArgumentException broken) {
      return Orientation.UPRIGHT;
    }
  }

  private static Orientation ofJpeg(byte[] file) {
    int at = 2;
    while ((file[at] & 0xff) == 0xff) {
      int marker = file[at + 1] & 0xff;
      if (marker == 0xff) {
        at++;
        continue;
      }
      int length = ((file[at + 2] & 0xff) << 8) | (file[at + 3] & 0xff);
      int body = at + 4;
      if (marker == 0xda || length < 2) {
        break;
      }
      if (marker == 0xe1
          && length >= 2 + EXIF_MARK.length
          && Arrays.equals(file, body, body + EXIF_MARK.length, EXIF_MARK, 0, EXIF_MARK.length)) {
        int from = body + EXIF_MARK.length;
        return ofTiff(ByteBuffer.wrap(file, from, at + 2 + length - from).slice(), 0);
      }
      at += 2 + length;
    }
    return Orientation.UPRIGHT;
  }

  private static Orientation ofWebp(byte[] file) {
    ByteBuffer riff = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    for (long at = 12; at + 8 <= file.length; ) {
      int chunk = (int) at;
      long length = riff.getInt(chunk + 4) & 0xffffffffL;
      if (isChunk(file, chunk, "EXIF")) {
        int body = chunk + 8;
        boolean marked =
            Arrays.equals(file, body, body + EXIF_MARK.length, EXIF_MARK, 0, EXIF_MARK.length);
        int from = marked ? body + EXIF_MARK.length : body;
        return ofTiff(ByteBuffer.wrap(file, from, body + (int) length - from).slice(), 0);
      }
      at += 8 + length + (length & 1);
    }
    return Orientation.UPRIGHT;
  }

  private static Orientation ofPng(byte[] file) {
    ByteBuffer png = ByteBuffer.wrap(file);
    for (long at = 8; at + 12 <= file.length; ) {
      int chunk = (int) at;
      long length = png.getInt(chunk) & 0xffffffffL;
      if (isChunk(file, chunk + 4, "eXIf")) {
        return ofTiff(ByteBuffer.wrap(file, chunk + 8, (int) length).slice(), 0);
      }
      at += 12 + length;
    }
    return Orientation.UPRIGHT;
  }

  private static boolean isChunk(byte[] file, int at, String name) {
    return name.equals(new String(file, at, 4, US_ASCII));
  }

  private static Orientation ofTiff(ByteBuffer tiff, int page) {
    tiff.order(tiff.get(0) == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    if (tiff.getShort(2) != 42) {
      return Orientation.UPRIGHT;
    }
    int directory = tiff.getInt(4);
    for (int skipped = 0; skipped < page; skipped++) {
      directory = tiff.getInt(directory + 2 + 12 * (tiff.getShort(directory) & 0xffff));
    }
    int entries = tiff.getShort(directory) & 0xffff;
    for (int i = 0; i < entries; i++) {
      int entry = directory + 2 + 12 * i;
      if ((tiff.getShort(entry) & 0xffff) == ORIENTATION) {
        return Orientation.ofExif(tiff.getShort(entry + 8) & 0xffff);
      }
    }
    return Orientation.UPRIGHT;
  }
}
