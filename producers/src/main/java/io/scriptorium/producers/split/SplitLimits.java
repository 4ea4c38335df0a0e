package io.scriptorium.producers.split;

import io.scriptorium.engine.image.ImageLimits;

/**
 * What a document may have at most, and how its pages are rendered.
 *
 * @param maxBytes length of the file in bytes
 * @param maxPages pages asked for
 * @param dpi resolution of rendered pages in dots an inch
 * @param maxRenderedPixels width × height of a rendered page; a larger page is rendered with fewer
 *     dots an inch
 * @param image limits of image files, of the pages of a TIFF, and of the images on a PDF's pages
 */
public record SplitLimits(
    long maxBytes, int maxPages, int dpi, long maxRenderedPixels, ImageLimits image) {
  public static final SplitLimits DEFAULT =
      new SplitLimits(1L << 30, 10_000, 200, 40_000_000L, ImageLimits.DEFAULT);

  public SplitLimits {
    if (maxBytes < 1 || maxPages < 1 || dpi < 1 || maxRenderedPixels < 1) {
      throw new IllegalArgumentException("Limits of the splitter are positive");
    }
  }
}
