package io.scriptorium.assembly;

import java.awt.image.BufferedImage;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.apache.pdfbox.pdmodel.graphics.image.LosslessFactory;

/** A long PDF of small scans: each page has a noisy image of its own, which no cache may keep. */
final class LongPdf {
  private static final int WIDTH = 180;
  private static final int HEIGHT = 90;

  private LongPdf() {}

  /** Writes about 16 KB a page. */
  static void write(Path file, int pages) throws IOException {
    Random random = new Random(3);
    try (PDDocument document = new PDDocument()) {
      for (int page = 0; page < pages; page++) {
        PDPage added = new PDPage(new PDRectangle(WIDTH, HEIGHT));
        document.addPage(added);
        BufferedImage noise = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_BYTE_GRAY);
        byte[] samples = new byte[WIDTH * HEIGHT];
        random.nextBytes(samples);
        noise.getRaster().setDataElements(0, 0, WIDTH, HEIGHT, samples);
        try (PDPageContentStream content = new PDPageContentStream(document, added)) {
          content.drawImage(LosslessFactory.createFromImage(document, noise), 0, 0, WIDTH, HEIGHT);
        }
      }
      try (var out = new BufferedOutputStream(Files.newOutputStream(file))) {
        document.save(out);
      }
    }
  }
}
