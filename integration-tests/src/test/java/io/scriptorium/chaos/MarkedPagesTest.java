package io.scriptorium.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.scriptorium.chaos.Input.Document;
import io.scriptorium.producers.blob.PayloadStore;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Random;
import javax.imageio.ImageIO;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.rendering.ImageType;
import org.apache.pdfbox.rendering.PDFRenderer;
import org.junit.jupiter.api.Test;

class MarkedPagesTest {
  private static final int NUMBER = 40_000;
  private static final int PAGES = 11;

  @Test
  void aRenderedPageSaysWhichItIs() throws IOException {
    Document document = document();
    try (PDDocument pdf = Loader.loadPDF(document.content())) {
      PDFRenderer renderer = new PDFRenderer(pdf);
      for (int page = 1; page <= PAGES; page++) {
        byte[] png = png(renderer.renderImageWithDPI(page - 1, 150, ImageType.GRAY));

        assertThat(PageMark.on(png)).contains(new PageMark(NUMBER, page));
        assertThat(document.pages().get(page - 1))
            .isEqualTo(new PageMark(NUMBER, page).text())
            .contains("page %d,".formatted(page));
        assertThat(png.length > PayloadStore.INLINE_LIMIT).isEqualTo(page == 10);
      }
    }
  }

  @Test
  void whatIsNoMarkIsNotReadAsOne() throws IOException {
    byte[] blank = png(new BufferedImage(80, 80, BufferedImage.TYPE_BYTE_GRAY));

    assertThat(PageMark.on(blank)).isEmpty();
  }

  private static Document document() {
    try (MarkedPages source = new MarkedPages()) {
      return source.document(NUMBER, PAGES, new Random(1)).join();
    }
  }

  private static byte[] png(BufferedImage image) throws IOException {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    ImageIO.write(image, "png", file);
    return file.toByteArray();
  }
}
