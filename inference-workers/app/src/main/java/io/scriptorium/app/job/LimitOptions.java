package io.scriptorium.app.job;

import io.scriptorium.app.console.ActionableException;
import io.scriptorium.engine.image.ImageLimits;
import io.scriptorium.producers.split.SplitLimits;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Options that say what a file may have at most; checked before anything is decoded. */
public final class LimitOptions {
  @Option(
      names = "--max-bytes",
      paramLabel = "SIZE",
      converter = ByteSize.Converter.class,
      description = "Longest file, e.g. 64M (default: 1G, images 256M).")
  private Optional<ByteSize> maxBytes = Optional.empty();

  @Option(
      names = "--max-pixels",
      paramLabel = "N",
      description = "Most pixels of an image, width × height (default: 100000000).")
  private Optional<Long> maxPixels = Optional.empty();

  @Option(
      names = "--max-side",
      paramLabel = "N",
      description = "Most pixels of an image's longer side (default: 40000).")
  private Optional<Integer> maxSide = Optional.empty();

  @Option(
      names = "--max-aspect-ratio",
      paramLabel = "N",
      description = "Largest ratio of an image's sides (default: 200).")
  private Optional<Integer> maxAspectRatio = Optional.empty();

  @Option(
      names = "--max-pages",
      paramLabel = "N",
      description = "Most pages of a document that may be asked for (default: 10000).")
  private Optional<Integer> maxPages = Optional.empty();

  @Option(
      names = "--dpi",
      paramLabel = "N",
      description = "Resolution at which the pages of a PDF are rendered (default: 200).")
  private Optional<Integer> dpi = Optional.empty();

  /** Limits of images. */
  public ImageLimits image() {
    ImageLimits usual = ImageLimits.DEFAULT;
    try {
      return new ImageLimits(
          maxBytes.map(ByteSize::bytes).orElse(usual.maxBytes()),
          maxPixels.orElse(usual.maxPixels()),
          maxSide.orElse(usual.maxSide()),
          maxAspectRatio.orElse(usual.maxAspectRatio()));
    } catch (IllegalArgumentException e) {
      throw new ActionableException(String.valueOf(e.getMessage()), e);
    }
  }

  /** Limits of documents and their pages. */
  public SplitLimits document() {
    SplitLimits usual = SplitLimits.DEFAULT;
    try {
      return new SplitLimits(
          maxBytes.map(ByteSize::bytes).orElse(usual.maxBytes()),
          maxPages.orElse(usual.maxPages()),
          dpi.orElse(usual.dpi()),
          usual.maxRenderedPixels(),
          image());
    } catch (IllegalArgumentException e) {
      throw new ActionableException(String.valueOf(e.getMessage()), e);
    }
  }
}
