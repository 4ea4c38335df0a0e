package io.scriptorium.producers.split;

import io.scriptorium.avro.FailureReason;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Notices PDFs that are cut off. A lenient parser reads what is left of one, and half a page would
 * pass for a whole one.
 */
final class PdfEnd {
  /** Bytes before the last one that is not padding, among which the end marker must be. */
  private static final int TAIL = 2048;

  /** Bytes of white space and zeros that are taken for padding. */
  private static final int PADDING = 1 << 20;

  private PdfEnd() {}

  static void check(Path file) throws SplitException {
    String tail;
    try (RandomAccessFile pdf = new RandomAccessFile(file.toFile(), "r")) {
      byte[] bytes = new byte[(int) Math.min(pdf.length(), PADDING + TAIL)];
      pdf.seek(pdf.length() - bytes.length);
      pdf.readFully(bytes);
      int end = bytes.length;
      while (end > 0 && bytes[end - 1] <= ' ' && bytes[end - 1] >= 0) {
        end--;
      }
      int start = Math.max(0, end - TAIL);
      tail = new String(bytes, start, end - start, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new SplitException(
          FailureReason.UNREADABLE_SOURCE, "Cannot read the PDF: " + OneLine.of(e), e);
    }
    if (!tail.contains("%%EOF") && !tail.contains("startxref")) {
      throw new SplitException(
          FailureReason.CORRUPT_FILE, "The PDF is cut off: its end marker is missing");
    }
  }
}
