package io.scriptorium.engine.sample;

/**
 * Pearson's chi-square test of counts against probabilities. Seeds in tests are fixed: a test
 * passes always or never.
 */
final class ChiSquare {
  private ChiSquare() {}

  /**
   * How many standard deviations the statistic is above its mean, by Wilson and Hilferty's cube
   * root (1931). Above 3.1 the counts have a chance of less than one in a thousand.
   */
  static double deviations(int[] counts, double[] probabilities) {
    int draws = 0;
    for (int count : counts) {
      draws += count;
    }
    double statistic = 0;
    int degrees = -1;
    for (int i = 0; i < counts.length; i++) {
      double expected = probabilities[i] * draws;
      if (expected > 0) {
        statistic += (counts[i] - expected) * (counts[i] - expected) / expected;
        degrees++;
      } else if (counts[i] > 0) {
        return Double.POSITIVE_INFINITY;
      }
    }
    double variance = 2.0 / (9 * degrees);
    return (Math.cbrt(statistic / degrees) - (1 - variance)) / Math.sqrt(variance);
  }
}
