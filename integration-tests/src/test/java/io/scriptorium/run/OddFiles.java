package io.scriptorium.run;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.stream.ImageOutputStream;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.encryption.AccessPermission;
import org.apache.pdfbox.pdmodel.encryption.StandardProtectionPolicy;

/** Makes the files that people send without meaning harm, or meaning some. */
final class OddFiles {
  static final String WORDS = "Received with thanks";

  private final Path folder;

  OddFiles(Path folder) {
    this.folder = folder;
  }

  /** A line of large print on white. */
  static BufferedImage page(int type) {
    BufferedImage image = new BufferedImage(600, 200, type);
    Graphics2D graphics = image.createGraphics();
    graphics.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    graphics.setColor(Color.WHITE);
    graphics.fillRect(0, 0, 600, 200);
    graphics.setColor(Color.BLACK);
    graphics.setFont(new Font(Font.SERIF, Font.PLAIN, 40));
    graphics.drawString(WORDS, 60, 110);
    graphics.dispose();
    return image;
  }

  void image(String name, BufferedImage image, String format) throws IOException {
    if (!ImageIO.write(image, format, folder.resolve(name).toFile())) {
      throw new IOException("No writer of " + format);
    }
  }

  void empty(String name) throws IOException {
    Files.createFile(folder.resolve(name));
  }

  void danglingLink(String name) throws IOException {
    Files.createSymbolicLink(folder.resolve(name), folder.resolve("gone"));
  }

  void sixteenBit(String name) throws IOException {
    image(name, page(BufferedImage.TYPE_USHORT_GRAY), "png");
  }

  /** Black print on nothing at all. */
  void transparent(String name) throws IOException {
    BufferedImage opaque = page(BufferedImage.TYPE_INT_RGB);
    BufferedImage clear = new BufferedImage(600, 200, BufferedImage.TYPE_INT_ARGB);
    for (int y = 0; y < clear.getHeight(); y++) {
      for (int x = 0; x < clear.getWidth(); x++) {
        int darkness = 255 - (opaque.getRGB(x, y) & 0xff);
        clear.setRGB(x, y, darkness << 24);
      }
    }
    image(name, clear, "png");
  }

  void animated(String name) throws IOException {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("gif").next();
    try (ImageOutputStream out = ImageIO.createImageOutputStream(folder.resolve(name).toFile())) {
      writer.setOutput(out);
      writer.prepareWriteSequence(null);
      BufferedImage first = page(BufferedImage.TYPE_BYTE_GRAY);
      BufferedImage second = new BufferedImage(600, 200, BufferedImage.TYPE_BYTE_GRAY);
      for (BufferedImage frame : List.of(first, second)) {
        IIOMetadata metadata = writer.getDefaultImageMetadata(new ImageTypeSpecifier(frame), null);
        writer.writeToSequence(new IIOImage(frame, null, metadata), null);
      }
      writer.endWriteSequence();
    } finally {
      writer.dispose();
    }
  }

  /** Four components without an Adobe marker: plain CMYK, 0 for no ink. */
  void cmyk(String name) throws IOException {
    BufferedImage page = page(BufferedImage.TYPE_BYTE_GRAY);
    WritableRaster raster =
        Raster.createInterleavedRaster(0, page.getWidth(), page.getHeight(), 4, null);
    for (int y = 0; y < page.getHeight(); y++) {
      for (int x = 0; x < page.getWidth(); x++) {
        raster.setPixel(x, y, new int[] {0, 0, 0, 255 - (page.getRGB(x, y) & 0xff)});
      }
    }
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    try (ImageOutputStream out = ImageIO.createImageOutputStream(folder.resolve(name).toFile())) {
      writer.setOutput(out);
      writer.write(new IIOImage(raster, null, null));
    } finally {
      writer.dispose();
    }
  }

  /** A header that promises 3.6 gigapixels. */
  void bomb(String name) throws IOException {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    file.write(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'});
    ByteArrayOutputStream header = new ByteArrayOutputStream();
    DataOutputStream fields = new DataOutputStream(header);
    fields.writeInt(60_000);
    fields.writeInt(60_000);
    fields.write(new byte[] {8, 0, 0, 0, 0});
    chunk(file, "IHDR", header.toByteArray());
    ByteArrayOutputStream pixels = new ByteArrayOutputStream();
    try (DeflaterOutputStream deflater = new DeflaterOutputStream(pixels)) {
      deflater.write(new byte[1 << 20]);
    }
    chunk(file, "IDAT", pixels.toByteArray());
    chunk(file, "IEND", new byte[0]);
    Files.write(folder.resolve(name), file.toByteArray());
  }

  private static void chunk(ByteArrayOutputStream file, String type, byte[] data)
      throws IOException {
    DataOutputStream out = new DataOutputStream(file);
    byte[] name = type.getBytes(StandardCharsets.US_ASCII);
    CRC32 checksum = new CRC32();
    checksum.update(name);
    checksum.update(data);
    out.writeInt(data.length);
    out.write(name);
    out.write(data);
    out.writeInt((int) checksum.getValue());
  }

  void pdf(String name, int pages) throws IOException {
    try (PDDocument document = blank(pages)) {
      document.save(folder.resolve(name).toFile());
    }
  }

  void encryptedPdf(String name) throws IOException {
    try (PDDocument document = blank(1)) {
      document.protect(new StandardProtectionPolicy("owner", "user", new AccessPermission()));
      document.save(folder.resolve(name).toFile());
    }
  }

  void truncatedPdf(String name) throws IOException {
    pdf(name, 20);
    Path file = folder.resolve(name);
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(whole, whole.length / 10));
  }

  private static PDDocument blank(int pages) {
    PDDocument document = new PDDocument();
    for (int i = 0; i < pages; i++) {
      document.addPage(new PDPage());
    }
    return document;
  }
}
