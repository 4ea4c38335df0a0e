package io.scriptorium.producers.split;

import io.scriptorium.avro.FailureReason;
import java.io.IOException;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDResources;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.apache.pdfbox.pdmodel.graphics.PDXObject;
import org.apache.pdfbox.pdmodel.graphics.image.PDImageXObject;

/**
 * How many dots an inch a page is rendered with: what was asked for, fewer where the page is so
 * large that the image would exceed its limit, and no more than a scan has.
 */
final class PageResolution {
  private static final float POINTS_PER_INCH = 72;

  /** Below this nothing on a page of paper can be read. */
  private static final int MIN_DPI = 36;

  private PageResolution() {}

  /** The resolution, known before anything is rendered. */
  static int of(PDPage page, SplitLimits limits) throws SplitException, IOException {
    PDRectangle box = page.getCropBox();
    double width = box.getWidth() / POINTS_PER_INCH;
    double height = box.getHeight() / POINTS_PER_INCH;
    if (width <= 0 || height <= 0) {
      throw new SplitException(FailureReason.CORRUPT_FILE, "The page has no area");
    }
    if (Math.max(width, height) > limits.image().maxAspectRatio() * Math.min(width, height)) {
      throw new SplitException(
          FailureReason.BAD_ASPECT_RATIO,
          "The page is a longer strip than %d:1".formatted(limits.image().maxAspectRatio()));
    }
    double largest =
        Math.min(
            Math.sqrt(limits.maxRenderedPixels() / (width * height)),
            limits.image().maxSide() / Math.max(width, height));
    if (largest < Math.min(MIN_DPI, limits.dpi())) {
      throw new SplitException(
          FailureReason.TOO_MANY_PIXELS,
          "The page of %.0f x %.0f inches has more than %,d pixels even at %d dots an inch"
              .formatted(width, height, limits.maxRenderedPixels(), MIN_DPI));
    }
    double wanted = Math.min(limits.dpi(), scanResolution(page, width, height));
    return (int) Math.max(1, Math.min(wanted, largest));
  }

  /** Dots an inch of the finest image on a page without text; infinite on others. */
  private static double scanResolution(PDPage page, double width, double height)
      throws IOException {
    PDResources resources = page.getResources();
    if (resources == null || resources.getFontNames().iterator().hasNext()) {
      return Double.POSITIVE_INFINITY;
    }
    double finest = 0;
    for (COSName name : resources.getXObjectNames()) {
      PDXObject object = resources.getXObject(name);
      if (!(object instanceof PDImageXObject image)) {
        return Double.POSITIVE_INFINITY;
      }
      double across = Math.max(image.getWidth(), image.getHeight());
      finest = Math.max(finest, across / Math.max(width, height));
    }
    return finest == 0 ? Double.POSITIVE_INFINITY : Math.max(finest, POINTS_PER_INCH);
  }
}
