package io.scriptorium.engine.sample;

/**
 * Random numbers by position: the number at a position depends on seed and position alone, not on
 * how many were drawn before it. It is SplitMix64 (Steele, Lea and Flood, 2014, doi
 * 10.1145/2660193.2660195), whose state is a counter, started at the mixed seed so that
 * neighbouring seeds have nothing in common.
 */
final class RandomNumbers {
  private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

  private final long start;

  RandomNumbers(long seed) {
    this.start = mix(seed + GOLDEN_GAMMA);
  }

  /** Evenly distributed, from 0 to below 1. */
  double at(int position) {
    return (mix(start + (1L + position) * GOLDEN_GAMMA) >>> 11) * 0x1p-53;
  }

  private static long mix(long value) {
    long z = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
