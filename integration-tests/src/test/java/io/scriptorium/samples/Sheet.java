package io.scriptorium.samples;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.apache.pdfbox.pdmodel.font.PDFont;

/** A page being typeset. Positions are in points from its top left; y is a baseline. */
final class Sheet implements AutoCloseable {
  private static final double CAPITALS = 0.73;
  private static final double DESCENDERS = 0.21;

  private final PDFont font;
  private final float height;
  private final PDPageContentStream content;
  private final List<List<PrintedWord>> lines = new ArrayList<>();

  Sheet(PDDocument document, PDFont font, PDRectangle size) throws IOException {
    PDPage page = new PDPage(size);
    document.addPage(page);
    this.font = font;
    this.height = size.getHeight();
    this.content = new PDPageContentStream(document, page);
  }

  /** Prints a line that begins at x. */
  void line(double x, double y, double size, String text) throws IOException {
    content.beginText();
    content.setFont(font, (float) size);
    content.newLineAtOffset((float) x, (float) (height - y));
    content.showText(text);
    content.endText();
    List<PrintedWord> words = new ArrayList<>();
    double at = x;
    for (String word : text.split(" ", -1)) {
      double end = at + width(word, size);
      words.add(new PrintedWord(word, at, y - CAPITALS * size, end, y + DESCENDERS * size));
      at = end + width(" ", size);
    }
    lines.add(words);
  }

  /** Prints a line that ends at x. */
  void lineEndingAt(double x, double y, double size, String text) throws IOException {
    line(x - width(text, size), y, size, text);
  }

  /** Prints a line around x. */
  void centred(double x, double y, double size, String text) throws IOException {
    line(x - width(text, size) / 2, y, size, text);
  }

  /**
   * Prints text in lines of at most the given width, 1.35 sizes apart; the next line's baseline.
   */
  double paragraph(double x, double y, double width, double size, String text) throws IOException {
    StringBuilder line = new StringBuilder();
    double at = y;
    for (String word : text.split(" ", -1)) {
      if (!line.isEmpty() && width(line + " " + word, size) > width) {
        line(x, at, size, line.toString());
        line.setLength(0);
        at += 1.35 * size;
      }
      line.append(line.isEmpty() ? "" : " ").append(word);
    }
    line(x, at, size, line.toString());
    return at + 1.35 * size;
  }

  /** Draws a thin level rule. */
  void rule(double x0, double x1, double y) throws IOException {
    content.setLineWidth(0.7f);
    content.moveTo((float) x0, (float) (height - y));
    content.lineTo((float) x1, (float) (height - y));
    content.stroke();
  }

  /** What was printed, in the order in which it was. */
  List<List<PrintedWord>> lines() {
    return lines;
  }

  private double width(String text, double size) throws IOException {
    return font.getStringWidth(text) / 1000.0 * size;
  }

  @Override
  public void close() throws IOException {
    content.close();
  }
}
