package io.scriptorium.engine.sample;

import java.util.Arrays;

/**
 * Finds how many of the best tokens together reach a weight, without sorting them all: their weight
 * 1 makes it top-k, their probability top-p.
 *
 * <pre>
 *   distance from the best logit   0 ........................ far
 *   bins                           | | |  |  |   |   |    |    |     as wide as 1/128 of their
 *   weight of each bin              3 0 1  0  7   9  ...             distance at most
 *                                             ^ the bin in which the target is reached:
 *                                               its tokens alone are sorted
 * </pre>
 *
 * <p>Bins are the leading bits of the distance as a 32-bit float, and so finest near the best, for
 * logits of any scale. Distances outside the bins' range fall into the first or last one: slower,
 * not wrong.
 */
final class Ranking {
  /** A token's weight; not negative. */
  interface Weight {
    double of(float logit);
  }

  /** Sign, exponent and seven bits of the mantissa are left. */
  private static final int SHIFT = 16;

  private static final int FIRST_BIN = Float.floatToRawIntBits(0x1p-6f) >>> SHIFT;
  private static final int BINS = (Float.floatToRawIntBits(0x1p10f) >>> SHIFT) - FIRST_BIN + 1;

  /** Tokens of which the best one is looked at first. */
  private static final int GROUP = 128;

  private final float[] logits;
  private final float max;
  private final Cut within;
  private final Weight weight;
  private final double[] bins = new double[BINS];

  /**
   * Weighs the tokens of a row.
   *
   * @param max the greatest logit
   * @param within leaves the tokens that count
   */
  Ranking(float[] logits, float max, Cut within, Weight weight) {
    this.logits = logits;
    this.max = max;
    this.within = within;
    this.weight = weight;
    for (int token = 0; token < logits.length; token++) {
      if (within.keeps(logits[token], token)) {
        bins[bin(logits[token])] += weight.of(logits[token]);
      }
    }
  }

  /** The first tokens by rank, as many as this; all if there are fewer. */
  static Cut topK(float[] logits, float max, Cut within, int count) {
    Cut near = within.stricter(bound(logits, count));
    return new Ranking(logits, max, near, logit -> 1).first(count);
  }

  /**
   * Leaves at least as many tokens as this, and seldom many more: of so many groups, each has a
   * token that is as good as the worst of their best.
   */
  private static Cut bound(float[] logits, int count) {
    int groups = logits.length / GROUP;
    if (count > groups) {
      return Cut.POSSIBLE;
    }
    float[] best = new float[groups];
    for (int group = 0; group < groups; group++) {
      float max = logits[group * GROUP];
      for (int token = group * GROUP + 1; token < (group + 1) * GROUP; token++) {
        max = logits[token] > max ? logits[token] : max;
      }
      best[group] = max;
    }
    Arrays.sort(best);
    return new Cut(best[groups - count], Integer.MAX_VALUE);
  }

  /** Weight of all tokens. */
  double total() {
    double total = 0;
    for (double bin : bins) {
      total += bin;
    }
    return total;
  }

  /** The fewest best tokens that weigh as much as the target; all if all weigh less. */
  Cut first(double target) {
    double before = 0;
    for (int bin = 0; bin < BINS; bin++) {
      if (bins[bin] > 0 && before + bins[bin] >= target) {
        return firstOf(bin, target - before);
      }
      before += bins[bin];
    }
    return within;
  }

  private Cut firstOf(int bin, double target) {
    long[] ranks = ranks(bin);
    double sum = 0;
    int last = 0;
    for (int i = 0; i < ranks.length && sum < target; i++) {
      last = (int) ranks[i];
      sum += weight.of(logits[last]);
    }
    return new Cut(logits[last], last);
  }

  /** The tokens of a bin, the best first. */
  private long[] ranks(int bin) {
    long[] ranks = new long[64];
    int count = 0;
    for (int token = 0; token < logits.length; token++) {
      float logit = logits[token];
      if (within.keeps(logit, token) && bin(logit) == bin) {
        if (count == ranks.length) {
          ranks = Arrays.copyOf(ranks, 2 * count);
        }
        ranks[count++] = rank(logit, token);
      }
    }
    Arrays.sort(ranks, 0, count);
    return Arrays.copyOf(ranks, count);
  }

  private int bin(float logit) {
    int bin = (Float.floatToRawIntBits(max - logit) >>> SHIFT) - FIRST_BIN;
    return Math.max(0, Math.min(BINS - 1, bin));
  }

  /** A number that is smaller for better tokens and has the id in its lower half. */
  static long rank(float logit, int token) {
    int bits = Float.floatToRawIntBits(logit + 0.0f); // makes -0 a 0, which it equals
    int ascending = bits ^ ((bits >> 31) & Integer.MAX_VALUE);
    return ((long) ~ascending << Integer.SIZE) | token;
  }
}
