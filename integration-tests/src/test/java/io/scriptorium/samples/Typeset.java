package io.scriptorium.samples;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.apache.pdfbox.pdmodel.font.PDType0Font;
import org.apache.pdfbox.rendering.ImageType;
import org.apache.pdfbox.rendering.PDFRenderer;

/**
 * Typeset pages: a PDF file and what is printed on it. The font is the one that PDFBox brings along
 * (Liberation Sans), so that no font of the machine takes part.
 *
 * @param pdf the file's bytes, the same ones in every run
 * @param pages the pages' lines
 */
@SuppressWarnings("ArrayRecordComponent")
record Typeset(byte[] pdf, List<List<List<PrintedWord>>> pages) {
  private static final String FONT = "/org/apache/pdfbox/resources/ttf/LiberationSans-Regular.ttf";
  private static final long DOCUMENT_ID = 1;

  static Typeset of(PDRectangle size, List<Typesetter> printed) throws IOException {
    List<List<List<PrintedWord>>> pages = new ArrayList<>();
    ByteArrayOutputStream pdf = new ByteArrayOutputStream();
    try (PDDocument document = new PDDocument();
        InputStream font = Objects.requireNonNull(PDDocument.class.getResourceAsStream(FONT))) {
      document.setDocumentId(DOCUMENT_ID);
      PDType0Font loaded = PDType0Font.load(document, font, true);
      for (Typesetter page : printed) {
        try (Sheet sheet = new Sheet(document, loaded, size)) {
          page.print(sheet);
          pages.add(sheet.lines());
        }
      }
      document.save(pdf);
    }
    return new Typeset(pdf.toByteArray(), pages);
  }

  /** The first page in gray, as a printer would show it. */
  BufferedImage image(int dotsPerInch) throws IOException {
    try (PDDocument document = Loader.loadPDF(pdf)) {
      return new PDFRenderer(document).renderImageWithDPI(0, dotsPerInch, ImageType.GRAY);
    }
  }

  /** The printed lines, those on one baseline joined, a form feed between pages. */
  String text() {
    return pages.stream().map(Typeset::text).collect(Collectors.joining("\f"));
  }

  private static String text(List<List<PrintedWord>> page) {
    StringBuilder text = new StringBuilder();
    double baseline = Double.NaN;
    for (List<PrintedWord> line : page) {
      double next = line.get(0).y1();
      if (!text.isEmpty()) {
        text.append(next == baseline ? ' ' : '\n');
      }
      baseline = next;
      text.append(line.stream().map(PrintedWord::text).collect(Collectors.joining(" ")));
    }
    return text.append('\n').toString();
  }
}
