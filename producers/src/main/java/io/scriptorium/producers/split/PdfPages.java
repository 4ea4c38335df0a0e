package io.scriptorium.producers.split;

import io.scriptorium.avro.FailureReason;
import io.scriptorium.engine.image.GrayImage;
import io.scriptorium.engine.image.RgbImage;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalInt;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.io.IOUtils;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.encryption.InvalidPasswordException;
import org.apache.pdfbox.rendering.ImageType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The pages of a PDF, rendered by PDFBox. Streams are buffered in temporary files. */
final class PdfPages implements PageSource {
  private static final Logger LOG = LoggerFactory.getLogger(PdfPages.class);

  private final PDDocument document;
  private final PdfRenderer renderer;
  private final SplitLimits limits;
  private final Colour colour;

  private PdfPages(PDDocument document, SplitLimits limits, Colour colour) {
    this.document = document;
    this.limits = limits;
    this.colour = colour;
    renderer = new PdfRenderer(document, limits.image());
  }

  /** Opens a PDF that no password protects against reading. */
  static PdfPages open(Path file, SplitLimits limits, Colour colour) throws SplitException {
    PdfEnd.check(file);
    try {
      PDDocument document = Loader.loadPDF(file.toFile(), IOUtils.createTempFileOnlyStreamCache());
      document.setResourceCache(new FontCache());
      if (document.getNumberOfPages() < 1) {
        document.close();
        throw new SplitException(FailureReason.CORRUPT_FILE, "The PDF has no pages");
      }
      return new PdfPages(document, limits, colour);
    } catch (InvalidPasswordException e) {
      throw new SplitException(
          FailureReason.ENCRYPTED_FILE, "The PDF asks for a password; remove it first", e);
    } catch (IOException | RuntimeException | StackOverflowError e) {
      // PDFBox reports damage by whatever its parser stumbles over.
      throw new SplitException(
          FailureReason.CORRUPT_FILE, "Not a readable PDF: " + OneLine.of(e), e);
    }
  }

  @Override
  public int pageCount() {
    return document.getNumberOfPages();
  }

  @Override
  public PageImage page(int number) throws SplitException {
    try {
      PDPage page = document.getPage(number - 1);
      int dpi = PageResolution.of(page, limits);
      BufferedImage image = renderer.render(number - 1, dpi, imageType());
      return new PageImage(encode(image), "image/png", OptionalInt.of(dpi));
    } catch (PageRejectedException e) {
      throw e.reason();
    } catch (IOException | RuntimeException | StackOverflowError e) {
      throw new SplitException(
          FailureReason.CORRUPT_FILE,
          "Page %d cannot be rendered: %s".formatted(number, OneLine.of(e)),
          e);
    } catch (OutOfMemoryError e) {
      throw new SplitException(
          FailureReason.OUT_OF_MEMORY, "Page %d takes too much memory".formatted(number), e);
    }
  }

  @Override
  public void close() {
    try {
      document.close();
    } catch (IOException e) {
      LOG.warn("Closing a PDF failed: {}", OneLine.of(e));
    }
  }

  private ImageType imageType() {
    return colour == Colour.GRAY ? ImageType.GRAY : ImageType.BGR;
  }

  private static byte[] encode(BufferedImage image) {
    byte[] samples = ((DataBufferByte) image.getRaster().getDataBuffer()).getData();
    int width = image.getWidth();
    int height = image.getHeight();
    if (image.getType() == BufferedImage.TYPE_BYTE_GRAY) {
      return PngEncoder.encode(new GrayImage(width, height, samples));
    }
    for (int i = 0; i < samples.length; i += 3) {
      byte blue = samples[i];
      samples[i] = samples[i + 2];
      samples[i + 2] = blue;
    }
    return PngEncoder.encode(new RgbImage(width, height, samples));
  }
}
