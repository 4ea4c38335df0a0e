package io.scriptorium.chaos;

import io.scriptorium.chaos.Input.Document;
import io.scriptorium.chaos.Input.Image;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.apache.pdfbox.pdmodel.graphics.image.LosslessFactory;

/**
 * Inputs for a reader without a model: images are random bytes, one in eight too long for a record;
 * documents are PDF files of {@link PageMark marked} pages, one page in ten with so much noise that
 * its rendering is too long for a record.
 */
final class MarkedPages implements Inputs.Source {
  private static final int SHORT = 200;
  private static final int LONG = 66_000;
  private static final float SIDE = 288;
  private static final int NOISE = 600;
  private static final int LIGHTEST = 255;
  private static final int DARKEST = 192;

  @Override
  public CompletableFuture<Image> image(String jobId, Random random) {
    byte[] content = new byte[random.nextInt(8) == 0 ? LONG : SHORT];
    random.nextBytes(content);
    content[0] = 0;
    return CompletableFuture.completedFuture(
        new Image(jobId, content, Optional.of(ChaosReader.digest(content))));
  }

  @Override
  public CompletableFuture<Document> document(int number, int pages, Random random) {
    List<String> texts = new ArrayList<>();
    try (PDDocument pdf = new PDDocument()) {
      for (int page = 1; page <= pages; page++) {
        PageMark mark = new PageMark(number, page);
        draw(mark, pdf, page % 10 == 0 ? Optional.of(noise(random)) : Optional.empty());
        texts.add(mark.text());
      }
      ByteArrayOutputStream file = new ByteArrayOutputStream();
      pdf.save(file);
      return CompletableFuture.completedFuture(
          new Document("document-" + number, file.toByteArray(), List.copyOf(texts)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void draw(PageMark mark, PDDocument pdf, Optional<BufferedImage> paper)
      throws IOException {
    PDPage page = new PDPage(new PDRectangle(SIDE, SIDE));
    pdf.addPage(page);
    float cell = SIDE / PageMark.CELLS;
    try (PDPageContentStream pen = new PDPageContentStream(pdf, page)) {
      if (paper.isPresent()) {
        pen.drawImage(LosslessFactory.createFromImage(pdf, paper.get()), 0, 0, SIDE, SIDE);
      }
      for (int row = 0; row < PageMark.CELLS; row++) {
        for (int column = 0; column < PageMark.CELLS; column++) {
          if (mark.isBlack(column, row)) {
            pen.addRect(column * cell, SIDE - (row + 1) * cell, cell, cell);
            pen.fill();
          }
        }
      }
    }
  }

  private static BufferedImage noise(Random random) {
    BufferedImage image = new BufferedImage(NOISE, NOISE, BufferedImage.TYPE_BYTE_GRAY);
    for (int y = 0; y < NOISE; y++) {
      for (int x = 0; x < NOISE; x++) {
        image.getRaster().setSample(x, y, 0, DARKEST + random.nextInt(LIGHTEST - DARKEST));
      }
    }
    return image;
  }

  /** Nothing is held. */
  @Override
  public void close() {}
}
