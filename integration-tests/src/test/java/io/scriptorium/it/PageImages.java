package io.scriptorium.it;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.ImageIO;

/** Small typeset pages, each with a number of its own. */
final class PageImages {
  private static final String[] WORDS = {
    "harbour", "ledger", "copper", "meadow", "winter", "signal", "garden", "timber"
  };

  private PageImages() {}

  /** A page as PNG, dark on light, about 12 KB. */
  static byte[] png(int page) {
    BufferedImage image = new BufferedImage(640, 240, BufferedImage.TYPE_BYTE_GRAY);
    Graphics2D pen = image.createGraphics();
    pen.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    pen.setColor(Color.WHITE);
    pen.fillRect(0, 0, image.getWidth(), image.getHeight());
    pen.setColor(Color.BLACK);
    pen.setFont(new Font(Font.SERIF, Font.PLAIN, 28));
    pen.drawString("Receipt number " + number(page), 30, 60);
    pen.drawString("The " + word(page) + " was entered", 30, 120);
    pen.drawString("beside the " + word(page / 8) + " account.", 30, 180);
    pen.dispose();
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, "png", png);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return png.toByteArray();
  }

  /** The number that stands in a page's first line. */
  static String number(int page) {
    return Integer.toString(1000 + page);
  }

  private static String word(int number) {
    return WORDS[number % WORDS.length];
  }
}
