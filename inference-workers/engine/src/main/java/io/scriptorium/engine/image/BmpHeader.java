package io.scriptorium.engine.image;

import io.scriptorium.engine.image.ImageRejectedException.Reason;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Reads the size of a BMP; ImageIO's reader fails on sizes that it could not decode. */
final class BmpHeader {
  private static final int CORE_HEADER = 12;

  private BmpHeader() {}

  static ImageHeader of(byte[] file) throws ImageRejectedException {
    if (file.length < 26) {
      throw new ImageRejectedException(Reason.CORRUPT_FILE, "the BMP ends within its header");
    }
    ByteBuffer bmp = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    boolean core = bmp.getInt(14) == CORE_HEADER;
    long width = core ? bmp.getShort(18) & 0xffff : bmp.getInt(18);
    long height = core ? bmp.getShort(20) & 0xffff : Math.abs((long) bmp.getInt(22));
    if (width < 1 || height < 1 || height > Integer.MAX_VALUE) {
      throw new ImageRejectedException(Reason.CORRUPT_FILE, "the BMP's header makes no sense");
    }
    return new ImageHeader(ImageFormat.BMP, (int) width, (int) height, 1);
  }
}
