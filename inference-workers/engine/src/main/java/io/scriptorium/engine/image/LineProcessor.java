package io.scriptorium.engine.image;

import io.scriptorium.engine.PixelValues;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Prepares text lines for a model that reads one line at a time: as high as one merged patch, the
 * aspect kept, padded on the right with the line's median gray. Safe for use by several threads.
 */
public final class LineProcessor {
  /** Widest line, in pixels after scaling; what is longer is split. */
  private static final int MAX_WIDTH = 1500;

  private final ImageProcessorConfig config;
  private final Patches patches;

  public LineProcessor(ImageProcessorConfig config) {
    this.config = config;
    this.patches = new Patches(config.cut());
  }

  /** The line, scaled; in several parts from left to right if it is too wide for the model. */
  public List<GrayImage> scaled(GrayImage line) {
    int height = config.factor();
    int width = Math.max(1, (int) Math.rint((double) line.width() * height / line.height()));
    byte[] luma = line.luma();
    if (width != line.width()) {
      luma =
          Resampling.areaOrLinear(line.width(), width)
              .alongRows(luma, line.width(), line.height(), 1);
    }
    if (height != line.height()) {
      luma = Resampling.areaOrLinear(line.height(), height).alongColumns(luma, width);
    }
    List<GrayImage> parts = new ArrayList<>();
    split(new GrayImage(width, height, luma), parts);
    return parts;
  }

  /** A scaled line, padded, normalised and cut. */
  public PixelValues process(GrayImage scaled) {
    return patches.of(padded(scaled));
  }

  /** Tokens that a line takes in a prompt. */
  public int tokens(PixelValues line) {
    return line.patches() / (config.mergeSize() * config.mergeSize());
  }

  private static void split(GrayImage line, List<GrayImage> parts) {
    if (line.width() <= MAX_WIDTH) {
      parts.add(line);
      return;
    }
    int count = (line.width() + MAX_WIDTH - 1) / MAX_WIDTH;
    int even = line.width() / count;
    int cut = LineGaps.near(line, even, Math.min(even / 2, MAX_WIDTH - even));
    parts.add(LineGaps.columns(line, 0, cut));
    split(LineGaps.columns(line, cut, line.width()), parts);
  }

  private GrayImage padded(GrayImage line) {
    int factor = config.factor();
    int width = (line.width() + factor - 1) / factor * factor;
    if (width == line.width()) {
      return line;
    }
    byte[] luma = new byte[width * line.height()];
    Arrays.fill(luma, (byte) median(line));
    for (int y = 0; y < line.height(); y++) {
      System.arraycopy(line.luma(), y * line.width(), luma, y * width, line.width());
    }
    return new GrayImage(width, line.height(), luma);
  }

  private static int median(GrayImage image) {
    int[] histogram = new int[256];
    for (byte sample : image.luma()) {
      histogram[sample & 0xff]++;
    }
    int below = 0;
    int level = 0;
    while (2 * (below + histogram[level]) < image.luma().length) {
      below += histogram[level++];
    }
    return level;
  }
}
