package io.scriptorium.chaos;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;

/**
 * A page that a machine reads without a model: 8 by 8 cells, black or white, that say which page of
 * which document it is, at any resolution.
 *
 * @param document number, 0 to 65,535
 * @param page from 1 to 65,535
 */
record PageMark(int document, int page) {
  /** Cells in a row, and rows. */
  static final int CELLS = 8;

  private static final int LINES = 40;

  PageMark {
    if (document < 0 || document >= 1 << 16 || page < 1 || page >= 1 << 16) {
      throw new IllegalArgumentException("No room for page %d of %d".formatted(page, document));
    }
  }

  /** Whether a cell is black. */
  boolean isBlack(int column, int row) {
    return ((bits() >>> (row * CELLS + column)) & 1) == 1;
  }

  /** Document and page, and the same upside down. */
  private long bits() {
    int number = (document << 16) | page;
    return ((long) ~number << 32) | (number & 0xffff_ffffL);
  }

  /** The mark on an image; empty where there is none. */
  static Optional<PageMark> on(byte[] file) throws IOException {
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(file));
    if (image == null) {
      return Optional.empty();
    }
    long bits = 0;
    for (int cell = 0; cell < CELLS * CELLS; cell++) {
      int x = (2 * (cell % CELLS) + 1) * image.getWidth() / (2 * CELLS);
      int y = (2 * (cell / CELLS) + 1) * image.getHeight() / (2 * CELLS);
      if ((image.getRGB(x, y) & 0xff) < 128) {
        bits |= 1L << cell;
      }
    }
    int number = (int) bits;
    return (int) (bits >>> 32) == ~number
        ? Optional.of(new PageMark(number >>> 16, number & 0xffff))
        : Optional.empty();
  }

  /** What is to be read on the page: long enough for documents to be kept in the blob store. */
  String text() {
    return IntStream.rangeClosed(1, LINES)
        .mapToObj(
            line -> "document %d, page %d, line %d of %d".formatted(document, page, line, LINES))
        .collect(Collectors.joining("\n"));
  }
}
