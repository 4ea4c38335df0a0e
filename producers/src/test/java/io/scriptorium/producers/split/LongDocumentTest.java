package io.scriptorium.producers.split;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.apache.pdfbox.pdmodel.graphics.image.LosslessFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LongDocumentTest {
  private static final int PAGES = 2_000;
  private static final PDRectangle TINY = new PDRectangle(72, 36);

  /** Bytes by which the heap may grow from the 500th to the last page. */
  private static final long TOLERANCE = 8L << 20;

  @TempDir private Path folder;

  @Test
  void twoThousandScannedPagesTakeFlatMemory() throws Exception {
    Path file = folder.resolve("long.pdf");
    writeScans(file);
    long used = 0;

    try (PageSource source = new PageSources(SplitLimits.DEFAULT).open(file, Colour.GRAY)) {
      assertThat(source.pageCount()).isEqualTo(PAGES);
      for (int page = 1; page <= PAGES; page++) {
        assertThat(source.page(page).content()).isNotEmpty();
        if (page == PAGES / 4) {
          used = usedHeap();
        }
      }
      assertThat(usedHeap() - used).isLessThan(TOLERANCE);
    }
  }

  /** Every page has a noisy image of its own, which no cache may keep: 10 MB in all. */
  private static void writeScans(Path file) throws IOException {
    Random random = new Random(3);
    try (PDDocument document = new PDDocument()) {
      for (int page = 0; page < PAGES; page++) {
        PDPage added = new PDPage(TINY);
        document.addPage(added);
        BufferedImage noise = new BufferedImage(100, 50, BufferedImage.TYPE_BYTE_GRAY);
        byte[] samples = new byte[100 * 50];
        random.nextBytes(samples);
        noise.getRaster().setDataElements(0, 0, 100, 50, samples);
        try (PDPageContentStream content = new PDPageContentStream(document, added)) {
          content.drawImage(LosslessFactory.createFromImage(document, noise), 0, 0, 72, 36);
        }
      }
      try (var out = Files.newOutputStream(file)) {
        document.save(out);
      }
    }
  }

  private static long usedHeap() {
    Runtime runtime = Runtime.getRuntime();
    System.gc();
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
