package io.scriptorium.app.bench;

import io.scriptorium.app.console.ActionableException;
import io.scriptorium.engine.bench.LineRequests;
import io.scriptorium.engine.image.ImageRejectedException;
import io.scriptorium.engine.model.ImageTokens;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Text lines of page images. */
public final class PageLines {
  private PageLines() {}

  /**
   * Requests for the text lines of pages.
   *
   * @param model its folder
   * @param tokens how it takes images
   * @throws ActionableException if a page cannot be read, or none has text
   */
  public static LineRequests find(Path model, ImageTokens tokens, List<Path> pages)
      throws IOException {
    try {
      return require(LineRequests.of(model, tokens, pages));
    } catch (ImageRejectedException e) {
      throw new ActionableException("A page cannot be read: " + e.getMessage(), e);
    }
  }

  /** These lines, of which there are some. */
  static LineRequests require(LineRequests lines) {
    if (lines.requests().isEmpty()) {
      throw new ActionableException("No text line was found on the pages");
    }
    return lines;
  }
}
