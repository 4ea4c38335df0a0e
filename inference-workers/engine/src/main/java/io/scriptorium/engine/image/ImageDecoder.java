package io.scriptorium.engine.image;

import io.scriptorium.engine.image.ImageRejectedException.Reason;

/**
 * Decodes image files within limits: PNG, JPEG, WebP, GIF, BMP and TIFF, told apart by their bytes.
 * Limits are checked from the header, before memory for pixels is taken. Safe for use by several
 * threads.
 */
public final class ImageDecoder {
  /** Pixels of the shorter side below which nothing can be read in an image. */
  private static final int MIN_SIDE = 4;

  private final ImageLimits limits;

  public ImageDecoder(ImageLimits limits) {
    this.limits = limits;
  }

  /** Format, size and pages of a file; the size is its first page's. */
  public ImageHeader inspect(byte[] file) throws ImageRejectedException {
    return inspect(file, 0);
  }

  /**
   * The same with the size of one page of a TIFF.
   *
   * @param page from 0
   */
  public ImageHeader inspect(byte[] file, int page) throws ImageRejectedException {
    ImageFormat format = format(file);
    if (format == ImageFormat.PNG) {
      PngHeader png = PngHeader.of(file);
      return checked(file, page, new ImageHeader(format, png.width(), png.height(), 1));
    }
    try (ImageIoReader reader = new ImageIoReader(format, file)) {
      return checked(file, page, reader.header(page));
    }
  }

  /** The gray image of a file's first page; transparent pixels are over white. */
  public GrayImage gray(byte[] file) throws ImageRejectedException {
    return gray(file, 0);
  }

  /**
   * The gray image of a page.
   *
   * @param page from 0
   */
  public GrayImage gray(byte[] file, int page) throws ImageRejectedException {
    GrayImage stored = decode(file, page, new GraySink());
    return Exif.orientation(format(file), file, page).apply(stored);
  }

  /** The colour image of a file's first page. */
  public RgbImage rgb(byte[] file, Alpha alpha) throws ImageRejectedException {
    return rgb(file, 0, alpha);
  }

  /**
   * The colour image of a page.
   *
   * @param page from 0
   */
  public RgbImage rgb(byte[] file, int page, Alpha alpha) throws ImageRejectedException {
    RgbImage stored = decode(file, page, new RgbSink(alpha));
    return Exif.orientation(format(file), file, page).apply(stored);
  }

  private <T> T decode(byte[] file, int page, PixelSink<T> sink) throws ImageRejectedException {
    ImageFormat format = format(file);
    if (format == ImageFormat.PNG) {
      PngHeader png = PngHeader.of(file);
      check(png.width(), png.height());
      return PngReader.read(file, sink);
    }
    try (ImageIoReader reader = new ImageIoReader(format, file)) {
      ImageHeader header = reader.header(page);
      check(header.width(), header.height());
      if (FileEnd.isMissing(format, file)) {
        throw new ImageRejectedException(
            Reason.CORRUPT_FILE, "the %s is cut off".formatted(format));
      }
      return RasterPixels.copy(reader.pixels(page), sink);
    }
  }

  private ImageFormat format(byte[] file) throws ImageRejectedException {
    if (file.length == 0) {
      throw new ImageRejectedException(Reason.EMPTY_FILE, "the file is empty");
    }
    if (file.length > limits.maxBytes()) {
      throw new ImageRejectedException(
          Reason.TOO_MANY_BYTES,
          "%,d bytes are more than %,d".formatted(file.length, limits.maxBytes()));
    }
    return ImageFormat.of(file)
        .orElseThrow(
            () ->
                new ImageRejectedException(
                    Reason.UNSUPPORTED_FORMAT,
                    "neither PNG, JPEG, WebP, GIF, BMP nor TIFF, whatever its name says"));
  }

  private void check(int width, int height) throws ImageRejectedException {
    int longer = Math.max(width, height);
    int shorter = Math.min(width, height);
    if (shorter < MIN_SIDE) {
      throw new ImageRejectedException(
          Reason.IMAGE_TOO_SMALL, "%d x %d pixels are too few to read".formatted(width, height));
    }
    if ((long) width * height > limits.maxPixels()) {
      throw new ImageRejectedException(
          Reason.TOO_MANY_PIXELS,
          "%d x %d pixels are more than %,d".formatted(width, height, limits.maxPixels()));
    }
    if (longer > limits.maxSide()) {
      throw new ImageRejectedException(
          Reason.TOO_MANY_PIXELS,
          "a side of %d pixels is longer than %d".formatted(longer, limits.maxSide()));
    }
    if (longer > (long) shorter * limits.maxAspectRatio()) {
      throw new ImageRejectedException(
          Reason.BAD_ASPECT_RATIO,
          "%d x %d pixels are a longer strip than %d:1"
              .formatted(width, height, limits.maxAspectRatio()));
    }
  }

  private ImageHeader checked(byte[] file, int page, ImageHeader stored)
      throws ImageRejectedException {
    check(stored.width(), stored.height());
    return Exif.orientation(stored.format(), file, page).swapsSides() ? stored.turned() : stored;
  }
}
