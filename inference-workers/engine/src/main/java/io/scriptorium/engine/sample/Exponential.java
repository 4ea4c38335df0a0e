package io.scriptorium.engine.sample;

/**
 * The exponential function for numbers up to 0, several times as fast as {@link Math#exp} and the
 * same on every machine, which Math.exp need not be. By Tang's tables (1989, doi
 * 10.1145/63522.214389): x is k/64 ln 2 and a remainder r, so that exp(x) is 2^(k/64), from a
 * table, times exp(r), by the first five terms of its series. The relative error is below 1e-12.
 */
final class Exponential {
  private static final int PARTS = 64;
  private static final int PARTS_LOG = 6;
  private static final double PART = 0.6931471805599453 / PARTS; // ln 2

  /** Below, results are no normal numbers any more. */
  private static final double SMALLEST = -708;

  private static final int MANTISSA_BITS = 52;
  private static final long[] POWERS = powers();

  private Exponential() {}

  /** Of a number that is not above 0; 0 if the result were below about 1e-307. */
  static double of(double x) {
    if (x < SMALLEST) {
      return 0;
    }
    int k = (int) (x * (1 / PART) - 0.5);
    double r = x - k * PART;
    double series = 1 + r * (1 + r * (1.0 / 2 + r * (1.0 / 6 + r * (1.0 / 24))));
    long exponent = (long) (k >> PARTS_LOG) << MANTISSA_BITS;
    return Double.longBitsToDouble(POWERS[k & (PARTS - 1)] + exponent) * series;
  }

  /** Bits of 2^(i/64), each a product of square roots, which are exactly rounded everywhere. */
  private static long[] powers() {
    long[] powers = new long[PARTS];
    for (int i = 0; i < PARTS; i++) {
      double root = 2;
      double power = 1;
      for (int bit = PARTS / 2; bit > 0; bit /= 2) {
        root = Math.sqrt(root);
        power = (i & bit) == 0 ? power : power * root;
      }
      powers[i] = Double.doubleToRawLongBits(power);
    }
    return powers;
  }
}
