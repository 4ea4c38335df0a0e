package io.scriptorium.engine.image;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.IndexColorModel;
import java.awt.image.PixelInterleavedSampleModel;
import java.awt.image.Raster;

/**
 * Copies the pixels of a {@link BufferedImage} into a {@link PixelSink}, a row at a time and
 * without colour conversion where its samples are gray or RGB already.
 *
 * <p>Java2D treats gray as linear light when it converts to RGB, which would brighten pages; gray
 * samples are therefore never converted.
 */
final class RasterPixels {
  private RasterPixels() {}

  static <T> T copy(BufferedImage image, PixelSink<T> sink) {
    sink.open(image.getWidth(), image.getHeight());
    ColorModel colours = image.getColorModel();
    if (colours instanceof IndexColorModel palette) {
      indexed(image, palette, sink);
    } else if (!isGrayOrRgb(colours)) {
      samples(painted(image), sink);
    } else if (isByteInterleaved(image)) {
      bytes(image, sink);
    } else {
      samples(image, sink);
    }
    return sink.image();
  }

  private static boolean isGrayOrRgb(ColorModel colours) {
    int space = colours.getColorSpace().getType();
    boolean wholeSamples =
        colours.getTransferType() == DataBuffer.TYPE_BYTE
            || colours.getTransferType() == DataBuffer.TYPE_USHORT
            || colours.getTransferType() == DataBuffer.TYPE_INT;
    return wholeSamples
        && !colours.isAlphaPremultiplied()
        && (space == ColorSpace.TYPE_GRAY || space == ColorSpace.TYPE_RGB);
  }

  private static boolean isByteInterleaved(BufferedImage image) {
    return image.getColorModel() instanceof ComponentColorModel
        && image.getRaster().getSampleModel() instanceof PixelInterleavedSampleModel
        && image.getRaster().getDataBuffer() instanceof DataBufferByte data
        && data.getNumBanks() == 1;
  }

  private static void bytes(BufferedImage image, PixelSink<?> sink) {
    Raster raster = image.getRaster();
    PixelInterleavedSampleModel model = (PixelInterleavedSampleModel) raster.getSampleModel();
    byte[] data = ((DataBufferByte) raster.getDataBuffer()).getData();
    int[] bands = model.getBandOffsets();
    int channels = bands.length;
    int width = image.getWidth();
    byte[] row = new byte[width * channels];
    int origin =
        raster.getDataBuffer().getOffset()
            - raster.getSampleModelTranslateX() * model.getPixelStride()
            - raster.getSampleModelTranslateY() * model.getScanlineStride();
    for (int y = 0; y < image.getHeight(); y++) {
      int start = origin + y * model.getScanlineStride();
      for (int c = 0; c < channels; c++) {
        int from = start + bands[c];
        for (int to = c; to < row.length; to += channels) {
          row[to] = data[from];
          from += model.getPixelStride();
        }
      }
      sink.accept(row, new PixelSink.Run(channels, width, y * width, 1));
    }
  }

  private static void indexed(BufferedImage image, IndexColorModel palette, PixelSink<?> sink) {
    int[] colours = new int[palette.getMapSize()];
    palette.getRGBs(colours);
    int channels = palette.hasAlpha() ? 4 : 3;
    int width = image.getWidth();
    int[] indices = new int[width];
    byte[] row = new byte[width * channels];
    for (int y = 0; y < image.getHeight(); y++) {
      image.getRaster().getSamples(0, y, width, 1, 0, indices);
      for (int x = 0; x < width; x++) {
        int colour = indices[x] < colours.length ? colours[indices[x]] : 0xff000000;
        row[x * channels] = (byte) (colour >> 16);
        row[x * channels + 1] = (byte) (colour >> 8);
        row[x * channels + 2] = (byte) colour;
        if (channels == 4) {
          row[x * channels + 3] = (byte) (colour >> 24);
        }
      }
      sink.accept(row, new PixelSink.Run(channels, width, y * width, 1));
    }
  }

  private static void samples(BufferedImage image, PixelSink<?> sink) {
    Raster raster = image.getRaster();
    int channels = raster.getNumBands();
    int[] largest = new int[channels];
    for (int c = 0; c < channels; c++) {
      largest[c] = (1 << raster.getSampleModel().getSampleSize(c)) - 1;
    }
    int width = image.getWidth();
    int[] wide = new int[width * channels];
    byte[] row = new byte[width * channels];
    for (int y = 0; y < image.getHeight(); y++) {
      raster.getPixels(0, y, width, 1, wide);
      for (int i = 0; i < wide.length; i++) {
        int top = largest[i % channels];
        row[i] = (byte) (top == 255 ? wide[i] : (int) ((wide[i] * 255L + top / 2) / top));
      }
      sink.accept(row, new PixelSink.Run(channels, width, y * width, 1));
    }
  }

  /** What has no gray or RGB samples (CMYK, Lab, floats) is painted by Java2D on white. */
  private static BufferedImage painted(BufferedImage image) {
    BufferedImage rgb =
        new BufferedImage(image.getWidth(), image.getHeight(), BufferedImage.TYPE_3BYTE_BGR);
    Graphics2D graphics = rgb.createGraphics();
    try {
      graphics.drawImage(image, 0, 0, Color.WHITE, null);
    } finally {
      graphics.dispose();
    }
    return rgb;
  }
}
