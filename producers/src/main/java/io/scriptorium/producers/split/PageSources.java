package io.scriptorium.producers.split;

import io.scriptorium.avro.FailureReason;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Opens documents; what a file is, its bytes say and not its name. */
public final class PageSources {
  /** Bytes at the start of a file among which a PDF's header may be. */
  private static final int HEAD = 1024;

  private final SplitLimits limits;

  public PageSources(SplitLimits limits) {
    this.limits = limits;
  }

  /**
   * Opens a PDF or an image file.
   *
   * @param file stays in place until the source is closed
   */
  public PageSource open(Path file, Colour colour) throws SplitException {
    try {
      long size = Files.size(file);
      if (size == 0) {
        throw new SplitException(FailureReason.EMPTY_FILE, "The file is empty");
      }
      if (size > limits.maxBytes()) {
        throw tooLong(size, limits.maxBytes());
      }
      byte[] head = head(file);
      if (isPdf(head)) {
        return PdfPages.open(file, limits, colour);
      }
      refuseOther(head);
      if (size > limits.image().maxBytes()) {
        throw tooLong(size, limits.image().maxBytes());
      }
      return ImagePages.open(Files.readAllBytes(file), limits, colour);
    } catch (IOException e) {
      throw new SplitException(
          FailureReason.UNREADABLE_SOURCE, "Cannot read the file: " + OneLine.of(e), e);
    }
  }

  private static byte[] head(Path file) throws IOException {
    try (InputStream content = Files.newInputStream(file)) {
      return content.readNBytes(HEAD);
    }
  }

  private static boolean isPdf(byte[] head) {
    return text(head).contains("%PDF-");
  }

  /** Names what people mistake for a document that can be read here. */
  private static void refuseOther(byte[] head) throws SplitException {
    String text = text(head);
    if (text.startsWith("PK\3\4") || text.startsWith("\u00d0\u00cf\u0011\u00e0")) {
      throw new SplitException(
          FailureReason.UNSUPPORTED_FORMAT,
          "An office document or archive; export it as PDF first");
    }
    if (text.startsWith("%!PS")) {
      throw new SplitException(
          FailureReason.UNSUPPORTED_FORMAT, "A PostScript file; convert it to PDF first");
    }
  }

  private static SplitException tooLong(long size, long limit) {
    return new SplitException(
        FailureReason.TOO_MANY_BYTES,
        "The file has %,d bytes, the limit is %,d".formatted(size, limit));
  }

  private static String text(byte[] head) {
    return new String(head, StandardCharsets.ISO_8859_1);
  }
}
