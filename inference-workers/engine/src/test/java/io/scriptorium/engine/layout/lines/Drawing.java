package io.scriptorium.engine.layout.lines;

import io.scriptorium.engine.image.GrayImage;
import io.scriptorium.engine.layout.Box;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.font.GlyphVector;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.util.ArrayList;
import java.util.List;

/** A page drawn for a test, which remembers where its lines of text are. */
final class Drawing {
  private final BufferedImage image;
  private final Graphics2D graphics;
  private final List<Box> lines = new ArrayList<>();

  Drawing(int width, int height) {
    image = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
    graphics = image.createGraphics();
    graphics.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    fill(0, 0, width, height, 255);
  }

  /** Fills a rectangle with a brightness, 0 to 255. */
  Drawing fill(int x, int y, int width, int height, int luma) {
    graphics.setColor(new Color(luma, luma, luma));
    graphics.fillRect(x, y, width, height);
    return this;
  }

  /** Writes a line; x and y are where its baseline begins, the size is that of the font. */
  Drawing write(String text, int x, int y, int size) {
    return write(text, x, y, size, 0);
  }

  /** Writes a line in a brightness, 0 to 255. */
  Drawing write(String text, int x, int y, int size, int luma) {
    Font font = new Font(Font.SANS_SERIF, Font.PLAIN, size);
    GlyphVector glyphs = font.createGlyphVector(graphics.getFontRenderContext(), text);
    graphics.setColor(new Color(luma, luma, luma));
    graphics.drawGlyphVector(glyphs, x, y);
    Rectangle2D bounds =
        graphics.getTransform().createTransformedShape(glyphs.getOutline(x, y)).getBounds2D();
    lines.add(
        new Box(
            (float) bounds.getMinX(),
            (float) bounds.getMinY(),
            (float) bounds.getMaxX(),
            (float) bounds.getMaxY()));
    return this;
  }

  /** Turns what is drawn from now on clockwise around the middle of the page. */
  Drawing turn(double degrees) {
    graphics.rotate(Math.toRadians(degrees), image.getWidth() / 2.0, image.getHeight() / 2.0);
    return this;
  }

  /** The upright boxes around the lines written so far. */
  List<Box> lines() {
    return List.copyOf(lines);
  }

  GrayImage page() {
    byte[] luma = ((DataBufferByte) image.getRaster().getDataBuffer()).getData();
    return new GrayImage(image.getWidth(), image.getHeight(), luma.clone());
  }
}
