package io.scriptorium.samples;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;

/** The files of {@code samples/}, by their paths in it: documents, and true texts in truth/. */
final class SampleFiles {
  private static final int DOTS_PER_INCH = 150;
  private static final float JPEG_QUALITY = 0.6f;
  private static final Scan FLAT = new Scan(0, 0);

  private final Map<String, byte[]> files = new TreeMap<>();

  private SampleFiles() {}

  static Map<String, byte[]> all() throws IOException {
    SampleFiles samples = new SampleFiles();
    Typeset book = Samples.book();
    samples.files.put("book.pdf", book.pdf());
    samples.files.put("truth/book.txt", book.text().getBytes(StandardCharsets.UTF_8));
    samples.addPrint("two-columns", Samples.columns());
    samples.addPrint("receipt", Samples.receipt());
    samples.addPrint("table", Samples.table());
    samples.addScan("scanned-letter", Samples.letter(), new Scan(0.8, 7));
    return samples.files;
  }

  static BufferedImage decoded(byte[] file) throws IOException {
    return ImageIO.read(new ByteArrayInputStream(file));
  }

  private void addPrint(String name, Typeset page) throws IOException {
    BufferedImage image = page.image(DOTS_PER_INCH);
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    ImageIO.write(image, "png", png);
    files.put(name + ".png", png.toByteArray());
    addTruth(name, page, FLAT, image);
  }

  private void addScan(String name, Typeset page, Scan scan) throws IOException {
    BufferedImage image = scan.of(page.image(DOTS_PER_INCH));
    ByteArrayOutputStream jpeg = new ByteArrayOutputStream();
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ImageWriteParam quality = writer.getDefaultWriteParam();
    quality.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
    quality.setCompressionQuality(JPEG_QUALITY);
    try (ImageOutputStream out = ImageIO.createImageOutputStream(jpeg)) {
      writer.setOutput(out);
      writer.write(null, new IIOImage(image, null, null), quality);
    } finally {
      writer.dispose();
    }
    files.put(name + ".jpg", jpeg.toByteArray());
    addTruth(name, page, scan, image);
  }

  private void addTruth(String name, Typeset page, Scan scan, BufferedImage image) {
    files.put("truth/" + name + ".txt", page.text().getBytes(StandardCharsets.UTF_8));
    StringBuilder words = new StringBuilder();
    for (List<PrintedWord> line : page.pages().get(0)) {
      for (PrintedWord word : line) {
        words.append(row(word, scan, image));
      }
    }
    files.put("truth/" + name + ".words.tsv", words.toString().getBytes(StandardCharsets.UTF_8));
  }

  /** A word and the upright box around it on the image. */
  private static String row(PrintedWord word, Scan scan, BufferedImage image) {
    double scale = DOTS_PER_INCH / 72.0;
    double x0 = Double.MAX_VALUE;
    double y0 = Double.MAX_VALUE;
    double x1 = 0;
    double y1 = 0;
    for (double x : new double[] {word.x0(), word.x1()}) {
      for (double y : new double[] {word.y0(), word.y1()}) {
        double[] at = scan.placeOnScan(x * scale, y * scale, image.getWidth(), image.getHeight());
        x0 = Math.min(x0, at[0]);
        y0 = Math.min(y0, at[1]);
        x1 = Math.max(x1, at[0]);
        y1 = Math.max(y1, at[1]);
      }
    }
    return String.format(Locale.ROOT, "%s\t%.0f\t%.0f\t%.0f\t%.0f%n", word.text(), x0, y0, x1, y1)
        .replace("\r\n", "\n");
  }
}
