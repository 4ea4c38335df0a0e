package io.scriptorium.engine.image;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;

/**
 * Weights by which the samples of one axis become those of another length.
 *
 * @param first index of the first source sample of each target sample
 * @param weights weights of the source samples that follow it, in 1 / 2^22
 */
@SuppressWarnings("ArrayRecordComponent")
record Resampling(int[] first, int[][] weights) {
  private static final int BITS = 22;
  private static final int HALF = 1 << (BITS - 1);

  /**
   * PIL's antialiased resampling: the kernel widens as the image shrinks, and weights are rounded
   * to fixed point (github.com/python-pillow/Pillow, {@code Resample.c}).
   *
   * @param support half width of the kernel at scale 1
   */
  static Resampling antialiased(int from, int to, DoubleUnaryOperator kernel, double support) {
    double scale = (double) from / to;
    double stretch = Math.max(scale, 1.0);
    double reach = support * stretch;
    int[] first = new int[to];
    int[][] weights = new int[to][];
    for (int target = 0; target < to; target++) {
      double centre = (target + 0.5) * scale;
      int low = Math.max(0, (int) (centre - reach + 0.5));
      int high = Math.min(from, (int) (centre + reach + 0.5));
      double[] exact = new double[high - low];
      for (int i = 0; i < exact.length; i++) {
        exact[i] = kernel.applyAsDouble((i + low - centre + 0.5) / stretch);
      }
      first[target] = low;
      weights[target] = fixedPoint(exact);
    }
    return new Resampling(first, weights);
  }

  /** Catmull-Rom's cubic (a = −0.5), which PIL calls bicubic. */
  static Resampling bicubic(int from, int to) {
    return antialiased(from, to, Resampling::cubic, 2.0);
  }

  /**
   * Each target sample is the mean of what it covers when the image shrinks; when it grows, a blend
   * of the two nearest samples.
   */
  static Resampling areaOrLinear(int from, int to) {
    return to < from ? area(from, to) : antialiased(from, to, x -> 1.0 - Math.abs(x), 1.0);
  }

  private static Resampling area(int from, int to) {
    double scale = (double) from / to;
    int[] first = new int[to];
    int[][] weights = new int[to][];
    for (int target = 0; target < to; target++) {
      double start = target * scale;
      double end = start + scale;
      int low = (int) start;
      int high = Math.min(from, (int) Math.ceil(end - 1e-9));
      double[] covered = new double[high - low];
      for (int i = 0; i < covered.length; i++) {
        covered[i] = Math.min(end, low + i + 1.0) - Math.max(start, (double) low + i);
      }
      first[target] = low;
      weights[target] = fixedPoint(covered);
    }
    return new Resampling(first, weights);
  }

  private static double cubic(double at) {
    double x = Math.abs(at);
    if (x < 1) {
      return (1.5 * x - 2.5) * x * x + 1;
    }
    return x < 2 ? ((-0.5 * x + 2.5) * x - 4) * x + 2 : 0;
  }

  private static int[] fixedPoint(double[] exact) {
    double sum = 0;
    for (double weight : exact) {
      sum += weight;
    }
    int[] rounded = new int[exact.length];
    for (int i = 0; i < exact.length; i++) {
      double scaled = exact[i] / sum * (1 << BITS);
      rounded[i] = (int) (scaled < 0 ? scaled - 0.5 : scaled + 0.5);
    }
    return rounded;
  }

  /**
   * Resamples every row of an image.
   *
   * @param samples interleaved samples of a pixel
   * @return the image of the new width
   */
  byte[] alongRows(byte[] image, int width, int height, int samples) {
    int newWidth = first.length;
    byte[] out = new byte[Math.multiplyExact(Math.multiplyExact(newWidth, height), samples)];
    int to = 0;
    for (int y = 0; y < height; y++) {
      int row = y * width * samples;
      for (int x = 0; x < newWidth; x++) {
        int[] w = weights[x];
        for (int s = 0; s < samples; s++) {
          int from = row + first[x] * samples + s;
          int sum = HALF;
          for (int weight : w) {
            sum += weight * (image[from] & 0xff);
            from += samples;
          }
          out[to++] = clamped(sum);
        }
      }
    }
    return out;
  }

  /**
   * Resamples every column of an image.
   *
   * @param stride samples in a row
   * @return the image of the new height
   */
  byte[] alongColumns(byte[] image, int stride) {
    int newHeight = first.length;
    byte[] out = new byte[Math.multiplyExact(newHeight, stride)];
    int[] sums = new int[stride];
    for (int y = 0; y < newHeight; y++) {
      Arrays.fill(sums, HALF);
      for (int i = 0; i < weights[y].length; i++) {
        int weight = weights[y][i];
        int from = (first[y] + i) * stride;
        for (int x = 0; x < stride; x++) {
          sums[x] += weight * (image[from + x] & 0xff);
        }
      }
      for (int x = 0; x < stride; x++) {
        out[y * stride + x] = clamped(sums[x]);
      }
    }
    return out;
  }

  private static byte clamped(int sum) {
    return (byte) Math.max(0, Math.min(255, sum >> BITS));
  }
}
