package io.scriptorium.producers.split;

import io.scriptorium.engine.image.GrayImage;
import io.scriptorium.engine.image.RgbImage;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/**
 * Writes PNG files fast: every row is filtered by the row above, which turns the background of a
 * page and the stems of its letters into zeros, and the fastest setting of deflate does the rest.
 * Source: PNG specification, third edition, <a
 * href="https://www.w3.org/TR/png-3/">www.w3.org/TR/png-3</a>.
 */
final class PngEncoder {
  private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
  private static final int BIT_DEPTH = 8;
  private static final int COLOUR_GRAY = 0;
  private static final int COLOUR_RGB = 2;
  private static final byte FILTER_UP = 2;

  private PngEncoder() {}

  static byte[] encode(GrayImage image) {
    return encode(image.luma(), image.width(), image.height(), COLOUR_GRAY);
  }

  static byte[] encode(RgbImage image) {
    return encode(image.rgb(), image.width(), image.height(), COLOUR_RGB);
  }

  private static byte[] encode(byte[] samples, int width, int height, int colourType) {
    byte[] header =
        ByteBuffer.allocate(13)
            .putInt(width)
            .putInt(height)
            .put((byte) BIT_DEPTH)
            .put((byte) colourType)
            .array();
    ByteArrayOutputStream file = new ByteArrayOutputStream(samples.length / 8 + 1024);
    file.writeBytes(SIGNATURE);
    writeChunk(file, "IHDR", header, header.length);
    writeRows(file, samples, samples.length / height);
    writeChunk(file, "IEND", new byte[0], 0);
    return file.toByteArray();
  }

  private static void writeRows(ByteArrayOutputStream file, byte[] samples, int stride) {
    Deflater deflater = new Deflater(Deflater.BEST_SPEED);
    try {
      byte[] row = new byte[stride + 1];
      byte[] packed = new byte[1 << 16];
      int length = 0;
      row[0] = FILTER_UP;
      for (int start = 0; start < samples.length; start += stride) {
        filterUp(samples, start, stride, row);
        deflater.setInput(row);
        while (!deflater.needsInput()) {
          length += deflater.deflate(packed, length, packed.length - length);
          length = flushFull(file, packed, length);
        }
      }
      deflater.finish();
      while (!deflater.finished()) {
        length += deflater.deflate(packed, length, packed.length - length);
        length = flushFull(file, packed, length);
      }
      if (length > 0) {
        writeChunk(file, "IDAT", packed, length);
      }
    } finally {
      deflater.end();
    }
  }

  private static void filterUp(byte[] samples, int start, int stride, byte[] row) {
    if (start == 0) {
      System.arraycopy(samples, 0, row, 1, stride);
      return;
    }
    for (int i = 0; i < stride; i++) {
      row[i + 1] = (byte) (samples[start + i] - samples[start + i - stride]);
    }
  }

  private static int flushFull(ByteArrayOutputStream file, byte[] packed, int length) {
    if (length < packed.length) {
      return length;
    }
    writeChunk(file, "IDAT", packed, length);
    return 0;
  }

  private static void writeChunk(ByteArrayOutputStream file, String type, byte[] data, int length) {
    byte[] name = type.getBytes(StandardCharsets.US_ASCII);
    CRC32 crc = new CRC32();
    crc.update(name);
    crc.update(data, 0, length);
    try (DataOutputStream out = new DataOutputStream(file)) {
      out.writeInt(length);
      out.write(name);
      out.write(data, 0, length);
      out.writeInt((int) crc.getValue());
    } catch (IOException e) {
      throw new UncheckedIOException("Writing to memory does not fail", e);
    }
  }
}
