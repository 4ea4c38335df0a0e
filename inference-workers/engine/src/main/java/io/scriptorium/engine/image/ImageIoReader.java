package io.scriptorium.engine.image;

import io.scriptorium.engine.image.ImageRejectedException.Reason;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/** Reads headers and pixels of one file through an ImageIO plug-in. */
final class ImageIoReader implements AutoCloseable {
  static {
    ImageIO.setUseCache(false);
  }

  private final ImageFormat format;
  private final byte[] file;
  private final ImageInputStream in;
  private final ImageReader reader;

  ImageIoReader(ImageFormat format, byte[] file) {
    this.format = format;
    this.file = file;
    Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName(format.name());
    if (!readers.hasNext()) {
      throw new IllegalStateException("No ImageIO plug-in reads " + format);
    }
    reader = readers.next();
    in = new MemoryCacheImageInputStream(new ByteArrayInputStream(file));
    reader.setInput(in, format != ImageFormat.TIFF, true);
  }

  /** Size of a page as stored, and how many there are. */
  ImageHeader header(int page) throws ImageRejectedException {
    if (format == ImageFormat.BMP) {
      return BmpHeader.of(file);
    }
    return guarded(
        () -> {
          int pages = format == ImageFormat.TIFF ? reader.getNumImages(true) : 1;
          if (page >= pages) {
            throw new ImageRejectedException(
                Reason.CORRUPT_FILE, "the file has %d pages, not %d".formatted(pages, page + 1));
          }
          return new ImageHeader(format, reader.getWidth(page), reader.getHeight(page), pages);
        });
  }

  BufferedImage pixels(int page) throws ImageRejectedException {
    return guarded(() -> reader.read(page));
  }

  private interface Reading<T> {
    T run() throws IOException, ImageRejectedException;
  }

  /** Plug-ins meet damaged files with many kinds of exceptions, unchecked ones included. */
  private <T> T guarded(Reading<T> reading) throws ImageRejectedException {
    try {
      return reading.run();
    } catch (IOException | RuntimeException e) {
      throw new ImageRejectedException(
          Reason.CORRUPT_FILE, "the %s cannot be decoded: %s".formatted(format, oneLine(e)), e);
    }
  }

  private static String oneLine(Exception e) {
    String message = e.getMessage();
    String said = message == null || message.isBlank() ? e.getClass().getSimpleName() : message;
    return said.lines().findFirst().orElse(said);
  }

  @Override
  public void close() {
    reader.dispose();
    try {
      in.close();
    } catch (IOException e) {
      throw new IllegalStateException("A stream in memory does not fail to close", e);
    }
  }
}
