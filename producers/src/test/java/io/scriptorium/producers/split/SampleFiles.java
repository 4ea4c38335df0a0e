package io.scriptorium.producers.split;

import io.scriptorium.engine.image.GrayImage;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.zip.CRC32;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.apache.pdfbox.pdmodel.encryption.AccessPermission;
import org.apache.pdfbox.pdmodel.encryption.StandardProtectionPolicy;
import org.apache.pdfbox.pdmodel.font.PDType1Font;
import org.apache.pdfbox.pdmodel.font.Standard14Fonts.FontName;

/** Documents and images for tests, made when they are needed. */
final class SampleFiles {
  private SampleFiles() {}

  /** A PDF whose page N shows {@code Page N}. */
  static byte[] pdf(int pages, PDRectangle box) throws IOException {
    try (PDDocument document = document(pages, box)) {
      return bytes(document);
    }
  }

  /** The same; a page {@code i} is blank unless it has text. */
  static PDDocument document(int pages, PDRectangle box) throws IOException {
    PDDocument document = new PDDocument();
    PDType1Font font = new PDType1Font(FontName.HELVETICA);
    for (int number = 1; number <= pages; number++) {
      PDPage page = new PDPage(box);
      document.addPage(page);
      try (PDPageContentStream content = new PDPageContentStream(document, page)) {
        content.beginText();
        content.setFont(font, Math.min(box.getHeight() / 4, 24));
        content.newLineAtOffset(box.getWidth() / 10, box.getHeight() / 2);
        content.showText("Page " + number);
        content.endText();
      }
    }
    return document;
  }

  static byte[] bytes(PDDocument document) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    document.save(bytes);
    return bytes.toByteArray();
  }

  /** A PDF that cannot be opened without its password. */
  static byte[] encryptedPdf() throws IOException {
    try (PDDocument document = document(1, PDRectangle.A6)) {
      document.protect(new StandardProtectionPolicy("owner", "secret", new AccessPermission()));
      return bytes(document);
    }
  }

  /** An image with a black bar across its middle. */
  static BufferedImage image(int width, int height, int type) {
    BufferedImage image = new BufferedImage(width, height, type);
    Graphics2D graphics = image.createGraphics();
    graphics.setColor(Color.WHITE);
    graphics.fillRect(0, 0, width, height);
    graphics.setColor(Color.BLACK);
    graphics.fillRect(0, height / 2, width, Math.max(1, height / 4));
    graphics.dispose();
    return image;
  }

  static byte[] file(BufferedImage image, String format) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    if (!ImageIO.write(image, format, bytes)) {
      throw new IOException("No writer for " + format);
    }
    return bytes.toByteArray();
  }

  /** Several images in one file, as pages of a TIFF or frames of a GIF. */
  static byte[] sequence(String format, BufferedImage... images) throws IOException {
    ImageWriter writer = ImageIO.getImageWritersByFormatName(format).next();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
      writer.setOutput(out);
      writer.prepareWriteSequence(null);
      for (BufferedImage image : images) {
        writer.writeToSequence(new IIOImage(image, null, null), null);
      }
      writer.endWriteSequence();
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }

  /** A JPEG of four colour components. */
  static byte[] cmykJpeg(int width, int height) throws IOException {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
      writer.setOutput(out);
      var raster = Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, width, height, 4, null);
      writer.write(null, new IIOImage(raster, null, null), null);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }

  /** A PNG of a few bytes that says it has that many pixels. */
  static byte[] pngHeader(int width, int height) throws IOException {
    byte[] file = PngEncoder.encode(new GrayImage(4, 4, new byte[16]));
    ByteArrayOutputStream header = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(header);
    out.writeBytes("IHDR");
    out.writeInt(width);
    out.writeInt(height);
    out.write(file, 24, 5);
    CRC32 crc = new CRC32();
    crc.update(header.toByteArray());
    System.arraycopy(header.toByteArray(), 0, file, 12, header.size());
    for (int i = 0; i < 4; i++) {
      file[29 + i] = (byte) (crc.getValue() >>> (24 - 8 * i));
    }
    return file;
  }
}
