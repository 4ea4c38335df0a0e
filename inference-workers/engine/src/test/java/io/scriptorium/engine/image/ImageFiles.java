package io.scriptorium.engine.image;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.BitSet;
import java.util.List;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;

/**
 * Makes image files for tests: the left half black, the right half white, unless said otherwise.
 */
final class ImageFiles {
  static final int WIDTH = 40;
  static final int HEIGHT = 30;

  private ImageFiles() {}

  static BufferedImage halves(int type) {
    return painted(new BufferedImage(WIDTH, HEIGHT, type), Color.BLACK, Color.WHITE);
  }

  static BufferedImage painted(BufferedImage image, Color left, Color right) {
    Graphics2D graphics = image.createGraphics();
    graphics.setColor(left);
    graphics.fillRect(0, 0, image.getWidth() / 2, image.getHeight());
    graphics.setColor(right);
    graphics.fillRect(image.getWidth() / 2, 0, image.getWidth(), image.getHeight());
    graphics.dispose();
    return image;
  }

  static byte[] encode(String format, BufferedImage image) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    if (!ImageIO.write(image, format, out)) {
      throw new IOException("No writer for " + format);
    }
    return out.toByteArray();
  }

  static byte[] progressive(String format, BufferedImage image) throws IOException {
    ImageWriter writer = ImageIO.getImageWritersByFormatName(format).next();
    ImageWriteParam params = writer.getDefaultWriteParam();
    params.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ImageOutputStream stream = ImageIO.createImageOutputStream(out)) {
      writer.setOutput(stream);
      writer.write(null, new IIOImage(image, null, null), params);
    }
    writer.dispose();
    return out.toByteArray();
  }

  static byte[] sequence(String format, List<BufferedImage> images) throws IOException {
    ImageWriter writer = ImageIO.getImageWritersByFormatName(format).next();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ImageOutputStream stream = ImageIO.createImageOutputStream(out)) {
      writer.setOutput(stream);
      writer.prepareWriteSequence(null);
      for (BufferedImage image : images) {
        writer.writeToSequence(
            new IIOImage(
                image, null, writer.getDefaultImageMetadata(new ImageTypeSpecifier(image), null)),
            null);
      }
      writer.endWriteSequence();
    }
    writer.dispose();
    return out.toByteArray();
  }

  /** A JPEG of four components with an Adobe marker: inverted CMYK, or YCCK. */
  static byte[] fourComponentJpeg(int adobeTransform, int[] left, int[] right) throws IOException {
    WritableRaster raster =
        java.awt.image.Raster.createInterleavedRaster(
            java.awt.image.DataBuffer.TYPE_BYTE, WIDTH, HEIGHT, 4, null);
    for (int y = 0; y < HEIGHT; y++) {
      for (int x = 0; x < WIDTH; x++) {
        raster.setPixel(x, y, x < WIDTH / 2 ? left : right);
      }
    }
    ImageWriter writer = null;
    for (var all = ImageIO.getImageWritersByFormatName("jpeg"); all.hasNext(); ) {
      ImageWriter each = all.next();
      if (each.canWriteRasters()) {
        writer = each;
      }
    }
    if (writer == null) {
      throw new IOException("No JPEG writer takes rasters");
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ImageOutputStream stream = ImageIO.createImageOutputStream(out)) {
      writer.setOutput(stream);
      writer.write(null, new IIOImage(raster, null, null), null);
    }
    writer.dispose();
    byte[] adobe = {
      (byte) 0xff,
      (byte) 0xee,
      0,
      14,
      'A',
      'd',
      'o',
      'b',
      'e',
      0,
      100,
      0,
      0,
      0,
      0,
      (byte) adobeTransform
    };
    return insert(out.toByteArray(), 2, adobe);
  }

  /** The JPEG with an EXIF block that holds an orientation. */
  static byte[] withOrientation(byte[] jpeg, int orientation) {
    byte[] segment = {
      (byte) 0xff,
      (byte) 0xe1,
      0,
      34,
      'E',
      'x',
      'i',
      'f',
      0,
      0, //
      'M',
      'M',
      0,
      42,
      0,
      0,
      0,
      8,
      0,
      1, //
      0x01,
      0x12,
      0,
      3,
      0,
      0,
      0,
      1,
      0,
      (byte) orientation,
      0,
      0,
      0,
      0,
      0,
      0
    };
    return insert(jpeg, 2, segment);
  }

  /** A lossless WebP: one bit a pixel, black or white. */
  static byte[] webp(int width, int height, BitSet white) {
    Bits bits = new Bits();
    bits.write(0x2f, 8);
    bits.write(width - 1, 14);
    bits.write(height - 1, 14);
    bits.write(0, 4);
    bits.write(1, 1);
    bits.write(2, 2);
    bits.write(0, 1);
    bits.write(0, 2);
    bits.write(0b11, 2);
    bits.write(1, 1);
    bits.write(0, 8);
    bits.write(255, 8);
    for (int value : new int[] {0, 0, 255, 0}) {
      bits.write(0b01, 2);
      bits.write(1, 1);
      bits.write(value, 8);
    }
    for (int i = 0; i < white.length() || i < Math.min(width * height, 1 << 16); i++) {
      bits.write(white.get(i) ? 1 : 0, 1);
    }
    byte[] data = bits.bytes();
    ByteBuffer out =
        ByteBuffer.allocate(20 + data.length + (data.length & 1)).order(ByteOrder.LITTLE_ENDIAN);
    out.put("RIFF".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    out.putInt(out.capacity() - 8);
    out.put("WEBPVP8L".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    out.putInt(data.length).put(data);
    return out.array();
  }

  private static byte[] insert(byte[] file, int at, byte[] what) {
    ByteBuffer out = ByteBuffer.allocate(file.length + what.length);
    return out.put(file, 0, at).put(what).put(file, at, file.length - at).array();
  }

  /** Writes numbers bit by bit, lowest first. */
  private static final class Bits {
    private final BitSet bits = new BitSet();
    private int length;

    void write(int value, int count) {
      for (int i = 0; i < count; i++) {
        bits.set(length++, (value >> i & 1) == 1);
      }
    }

    byte[] bytes() {
      return java.util.Arrays.copyOf(bits.toByteArray(), (length + 7) / 8);
    }
  }
}
