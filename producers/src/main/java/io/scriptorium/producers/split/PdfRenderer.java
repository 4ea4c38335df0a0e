package io.scriptorium.producers.split;

import io.scriptorium.avro.FailureReason;
import io.scriptorium.engine.image.ImageLimits;
import java.awt.image.BufferedImage;
import java.io.IOException;
import org.apache.pdfbox.filter.MissingImageReaderException;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.graphics.image.PDImage;
import org.apache.pdfbox.rendering.ImageType;
import org.apache.pdfbox.rendering.PDFRenderer;
import org.apache.pdfbox.rendering.PageDrawer;
import org.apache.pdfbox.rendering.PageDrawerParameters;
import org.apache.pdfbox.util.Matrix;

/**
 * PDFBox's renderer, with two changes. Images on a page are held against limits before they are
 * decoded. And a page fails where an image that matters cannot be decoded; PDFBox itself leaves a
 * white place, and a scan would pass for an empty page.
 */
final class PdfRenderer {
  private static final int POINTS_PER_INCH = 72;

  /** Share of the page from which on an image matters. */
  private static final double IMPORTANT = 0.1;

  private final PDFRenderer renderer;

  PdfRenderer(PDDocument document, ImageLimits limits) {
    renderer =
        new PDFRenderer(document) {
          @Override
          protected PageDrawer createPageDrawer(PageDrawerParameters parameters)
              throws IOException {
            PageDrawer drawer = new CheckedDrawer(parameters, limits);
            drawer.setAnnotationFilter(getAnnotationsFilter());
            return drawer;
          }
        };
    renderer.setSubsamplingAllowed(true);
  }

  /**
   * The image of a page.
   *
   * @param index from 0
   * @throws PageRejectedException if an image on it is refused or cannot be decoded
   */
  BufferedImage render(int index, int dpi, ImageType type) throws IOException {
    return renderer.renderImage(index, (float) dpi / POINTS_PER_INCH, type);
  }

  private static final class CheckedDrawer extends PageDrawer {
    private final ImageLimits limits;

    CheckedDrawer(PageDrawerParameters parameters, ImageLimits limits) throws IOException {
      super(parameters);
      this.limits = limits;
    }

    @Override
    public void drawImage(PDImage image) throws IOException {
      long pixels = (long) image.getWidth() * image.getHeight();
      long bits = pixels * Math.max(1, image.getBitsPerComponent()) * components(image);
      if (pixels > 0 && bits / 8 > limits.maxBytes()) {
        throw new PageRejectedException(
            new SplitException(
                FailureReason.TOO_MANY_PIXELS,
                "An image of %d x %d pixels on the page takes more than %,d bytes"
                    .formatted(image.getWidth(), image.getHeight(), limits.maxBytes())));
      }
      try {
        super.drawImage(image);
      } catch (MissingImageReaderException e) {
        rejectIfImportant(FailureReason.UNSUPPORTED_FORMAT, e);
      } catch (IOException e) {
        rejectIfImportant(FailureReason.CORRUPT_FILE, e);
      }
    }

    private static int components(PDImage image) throws IOException {
      return image.isStencil() ? 1 : image.getColorSpace().getNumberOfComponents();
    }

    private void rejectIfImportant(FailureReason reason, IOException cause) throws IOException {
      Matrix place = getGraphicsState().getCurrentTransformationMatrix();
      double area =
          Math.abs(
              (double) place.getScaleX() * place.getScaleY()
                  - (double) place.getShearX() * place.getShearY());
      double pageArea =
          (double) getPage().getCropBox().getWidth() * getPage().getCropBox().getHeight();
      if (area < IMPORTANT * pageArea) {
        throw cause;
      }
      throw new PageRejectedException(
          new SplitException(
              reason, "An image on the page cannot be decoded: " + OneLine.of(cause), cause));
    }
  }
}
