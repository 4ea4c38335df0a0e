package io.scriptorium.engine.layout.lines;

import io.scriptorium.engine.image.GrayImage;
import java.util.Arrays;

/** Resizing of gray images: each new pixel is the mean of what it covers, or lies between four. */
final class Scaling {
  private Scaling() {}

  /** An image resized to the given width and height in pixels. */
  static GrayImage resize(GrayImage image, int width, int height) {
    if (width == image.width() && height == image.height()) {
      return image;
    }
    Axis across = new Axis(image.width(), width);
    Axis down = new Axis(image.height(), height);
    byte[] luma = new byte[Math.multiplyExact(width, height)];
    float[] source = new float[image.width()];
    for (int y = 0; y < height; y++) {
      Arrays.fill(source, 0);
      for (int k = 0; k < down.count[y]; k++) {
        float weight = down.weights[down.offset[y] + k];
        int row = (down.first[y] + k) * image.width();
        for (int x = 0; x < source.length; x++) {
          source[x] += weight * (image.luma()[row + x] & 0xff);
        }
      }
      for (int x = 0; x < width; x++) {
        float sum = 0.5f;
        for (int k = 0; k < across.count[x]; k++) {
          sum += across.weights[across.offset[x] + k] * source[across.first[x] + k];
        }
        luma[y * width + x] = (byte) (int) sum;
      }
    }
    return new GrayImage(width, height, luma);
  }

  /** Which source pixels, with which weights, make each target pixel along one axis. */
  private static final class Axis {
    final int[] first;
    final int[] count;
    final int[] offset;
    final float[] weights;

    Axis(int from, int to) {
      first = new int[to];
      count = new int[to];
      offset = new int[to];
      double ratio = (double) from / to;
      double support = Math.max(1, ratio);
      weights = new float[to * ((int) Math.ceil(support) + 2)];
      int used = 0;
      for (int i = 0; i < to; i++) {
        double centre = (i + 0.5) * ratio;
        int low = (int) Math.max(0, Math.floor(centre - support / 2 - (ratio < 1 ? 0.5 : 0)));
        int high = (int) Math.min(from, Math.ceil(centre + support / 2 + (ratio < 1 ? 0.5 : 0)));
        first[i] = low;
        offset[i] = used;
        double sum = 0;
        for (int k = low; k < high; k++) {
          double weight =
              ratio < 1
                  ? Math.max(0, 1 - Math.abs(k + 0.5 - centre))
                  : Math.max(
                      0, Math.min(k + 1, centre + support / 2) - Math.max(k, centre - support / 2));
          weights[used++] = (float) weight;
          sum += weight;
        }
        count[i] = used - offset[i];
        for (int k = offset[i]; k < used; k++) {
          weights[k] /= (float) sum;
        }
      }
    }
  }
}
