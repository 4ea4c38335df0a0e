package io.scriptorium.producers.split;

import io.scriptorium.engine.image.Alpha;
import io.scriptorium.engine.image.ImageDecoder;
import io.scriptorium.engine.image.ImageFormat;
import io.scriptorium.engine.image.ImageHeader;
import io.scriptorium.engine.image.ImageRejectedException;
import java.util.OptionalInt;

/**
 * The pages of an image file. A file of one page is passed on untouched; the pages of a TIFF become
 * files of their own. Of an animation the first frame counts.
 */
final class ImagePages implements PageSource {
  private final byte[] file;
  private final ImageDecoder decoder;
  private final ImageHeader header;
  private final Colour colour;

  private ImagePages(byte[] file, ImageDecoder decoder, ImageHeader header, Colour colour) {
    this.file = file;
    this.decoder = decoder;
    this.header = header;
    this.colour = colour;
  }

  /** Looks at an image's header and holds it against the limits. */
  static ImagePages open(byte[] file, SplitLimits limits, Colour colour) throws SplitException {
    ImageDecoder decoder = new ImageDecoder(limits.image());
    try {
      return new ImagePages(file, decoder, decoder.inspect(file), colour);
    } catch (ImageRejectedException e) {
      throw SplitException.of(e);
    }
  }

  @Override
  public int pageCount() {
    return header.pages();
  }

  @Override
  public PageImage page(int number) throws SplitException {
    if (header.pages() == 1) {
      return new PageImage(file, mediaType(header.format()), OptionalInt.empty());
    }
    try {
      byte[] page =
          colour == Colour.GRAY
              ? PngEncoder.encode(decoder.gray(file, number - 1))
              : PngEncoder.encode(decoder.rgb(file, number - 1, Alpha.OVER_WHITE));
      return new PageImage(page, "image/png", OptionalInt.empty());
    } catch (ImageRejectedException e) {
      throw SplitException.of(e);
    }
  }

  /** Nothing is held but memory. */
  @Override
  public void close() {}

  private static String mediaType(ImageFormat format) {
    return switch (format) {
      case PNG -> "image/png";
      case JPEG -> "image/jpeg";
      case WEBP -> "image/webp";
      case GIF -> "image/gif";
      case BMP -> "image/bmp";
      case TIFF -> "image/tiff";
    };
  }
}
