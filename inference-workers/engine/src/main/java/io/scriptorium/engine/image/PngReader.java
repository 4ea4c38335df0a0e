package io.scriptorium.engine.image;

import io.scriptorium.engine.image.ImageRejectedException.Reason;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Decodes a PNG row by row into a {@link PixelSink}, with no image in between.
 *
 * <p>With ImageIO a page costs a quarter more time and a second copy of its pixels; its reader also
 * inflates text chunks and profiles, whose size no limit bounds. Colour profiles and colour keys
 * are left aside.
 */
final class PngReader {
  private static final int IDAT = 0x49444154;
  private static final int PLTE = 0x504c5445;
  private static final int TRNS = 0x74524e53;
  private static final int IEND = 0x49454e44;

  /** First column, first row, column step, row step of the passes of Adam7. */
  private static final int[][] ADAM7 = {
    {0, 0, 8, 8}, {4, 0, 8, 8}, {0, 4, 4, 8}, {2, 0, 4, 4}, {0, 2, 2, 4}, {1, 0, 2, 2}, {0, 1, 1, 2}
  };

  private static final int[][] ONE_PASS = {{0, 0, 1, 1}};

  private final byte[] file;
  private final PngHeader header;
  private final Inflater inflater = new Inflater();
  private byte[] palette = {};
  private byte[] opacity = {};
  private int nextChunk = 8;

  private PngReader(byte[] file) throws ImageRejectedException {
    this.file = file;
    header = PngHeader.of(file);
  }

  /** Decodes a whole PNG. */
  static <T> T read(byte[] file, PixelSink<T> sink) throws ImageRejectedException {
    PngReader reader = new PngReader(file);
    try {
      sink.open(reader.header.width(), reader.header.height());
      reader.passes(sink);
      return sink.image();
    } catch (DataFormatException e) {
      throw new ImageRejectedException(
          Reason.CORRUPT_FILE, "the PNG's compressed data is damaged", e);
    } finally {
      reader.inflater.end();
    }
  }

  private void passes(PixelSink<?> sink) throws ImageRejectedException, DataFormatException {
    feed();
    PngSamples samples = new PngSamples(header, palette, opacity);
    byte[] scratch = new byte[Math.multiplyExact(4, header.width())];
    int distance = Math.max(1, header.channels() * header.depth() / 8);
    for (int[] pass : header.interlaced() ? ADAM7 : ONE_PASS) {
      int columns = (header.width() - pass[0] + pass[2] - 1) / pass[2];
      int length = header.rowBytes(Math.max(columns, 0));
      byte[] row = new byte[length];
      byte[] above = new byte[length];
      byte[] filter = new byte[1];
      for (int y = pass[1]; columns > 0 && y < header.height(); y += pass[3]) {
        inflate(filter, 1);
        inflate(row, length);
        if (!PngFilter.undo(filter[0], row, above, length, distance)) {
          throw corrupt("the PNG uses an unknown filter");
        }
        int first = y * header.width() + pass[0];
        sink.accept(
            samples.of(row, columns, scratch),
            new PixelSink.Run(samples.channels(), columns, first, pass[2]));
        byte[] done = row;
        row = above;
        above = done;
      }
    }
  }

  private void inflate(byte[] to, int length) throws ImageRejectedException, DataFormatException {
    for (int done = 0; done < length; ) {
      int got = inflater.inflate(to, done, length - done);
      done += got;
      if (got == 0) {
        if (inflater.finished() || inflater.needsDictionary()) {
          throw corrupt("the PNG has less data than its header says");
        }
        feed();
      }
    }
  }

  /** Gives the next IDAT chunk to the inflater, taking in palette and opacity on the way. */
  private void feed() throws ImageRejectedException {
    while (nextChunk + 12 <= file.length) {
      ByteBuffer chunk = ByteBuffer.wrap(file, nextChunk, 8);
      int length = chunk.getInt();
      int type = chunk.getInt();
      int from = nextChunk + 8;
      int available = Math.min(length, file.length - from);
      if (length < 0 || type == IEND) {
        break;
      }
      nextChunk = (int) Math.min(file.length, from + length + 4L);
      switch (type) {
        case PLTE -> palette = Arrays.copyOfRange(file, from, from + available);
        case TRNS -> opacity = transparency(from, available);
        case IDAT -> {
          if (available > 0) {
            inflater.setInput(file, from, available);
            return;
          }
        }
        default -> {}
      }
    }
    throw corrupt("the PNG ends too early");
  }

  private byte[] transparency(int from, int length) {
    return header.colour() == PngHeader.PALETTE
        ? Arrays.copyOfRange(file, from, from + length)
        : opacity;
  }

  private static ImageRejectedException corrupt(String message) {
    return new ImageRejectedException(Reason.CORRUPT_FILE, message);
  }
}
