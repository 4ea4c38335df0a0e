package io.scriptorium.engine.sample;

import java.util.Arrays;
import java.util.List;

/**
 * The probabilities of the next token: the softmax of a row of logits, without the tokens that a
 * filter leaves out. It reads the row, which must not change while it is used, and keeps sums of
 * blocks of it instead of a number for each token.
 *
 * <p>Draws go through the tokens by id, not by rank: two nearly equal logits that change places, as
 * rounding makes them do from batch to batch, then hardly move the draw.
 */
public final class Distribution {
  /** Tokens whose weights are summed up together. */
  private static final int BLOCK = 512;

  private final float[] logits;
  private final float max;
  private final double temperature;
  private final Cut cut;
  private final double[] blocks;
  private final double total;

  private Distribution(float[] logits, float max, double temperature, Cut cut) {
    this.logits = logits;
    this.max = max;
    this.temperature = temperature;
    this.cut = cut;
    this.blocks = new double[(logits.length + BLOCK - 1) / BLOCK];
    double sum = 0;
    for (int block = 0; block < blocks.length; block++) {
      double weight = 0;
      for (int token = block * BLOCK; token < end(block); token++) {
        weight += weight(token);
      }
      blocks[block] = weight;
      sum += weight;
    }
    this.total = sum;
  }

  /**
   * The model's own distribution.
   *
   * @param logits one for each token of the vocabulary
   * @throws BadLogitsException if it is none: NaN, positive infinity, or no finite number at all
   */
  public static Distribution of(float[] logits) {
    return of(logits, 1, Filter.OFF);
  }

  /**
   * The distribution at a temperature, filtered. At temperature 0 the most probable token, the
   * lowest id of equals, has probability 1.
   *
   * @throws BadLogitsException as {@link #of(float[])}
   */
  public static Distribution of(float[] logits, double temperature, Filter filter) {
    int best = argMax(logits);
    float max = logits[best];
    return temperature == 0
        ? new Distribution(logits, max, 1, new Cut(max, best))
        : new Distribution(logits, max, temperature, filter.cut(logits, max, temperature));
  }

  private static int argMax(float[] logits) {
    float max = Float.NEGATIVE_INFINITY;
    int best = 0;
    for (int token = 0; token < logits.length; token++) {
      float logit = logits[token];
      if (logit > max) {
        max = logit;
        best = token;
      } else if (Float.isNaN(logit)) {
        throw new BadLogitsException("The model's logit for token %d is NaN".formatted(token));
      }
    }
    if (Float.isInfinite(max)) {
      throw new BadLogitsException(
          max > 0
              ? "The model's logit for token %d is infinite".formatted(best)
              : "The model's logits leave no token that could follow");
    }
    return best;
  }

  /** The token's probability; 0 if it is left out. */
  public double probability(int token) {
    return weight(token) / total;
  }

  /** Natural logarithm of the token's probability; negative infinity if it is left out. */
  public double logProbability(int token) {
    return cut.keeps(logits[token], token)
        ? exponent(token) - Math.log(total)
        : Double.NEGATIVE_INFINITY;
  }

  /**
   * Draws a token.
   *
   * @param uniform evenly distributed, from 0 to below 1; the same number gives the same token
   */
  public int sample(double uniform) {
    double left = uniform * total;
    int block = 0;
    for (int i = 0; i < blocks.length; i++) {
      if (blocks[i] > 0) {
        block = i;
        if (left < blocks[i]) {
          break;
        }
        left -= blocks[i];
      }
    }
    int last = 0;
    for (int token = block * BLOCK; token < end(block); token++) {
      double weight = weight(token);
      if (weight > 0) {
        last = token;
        if (left < weight) {
          break;
        }
        left -= weight;
      }
    }
    return last; // where rounding leaves something, the last one that can be drawn
  }

  /** The most probable tokens, the best first; fewer if fewer can be drawn. */
  public List<TokenLogProbability> top(int count) {
    if (count == 0) {
      return List.of();
    }
    Cut first = Ranking.topK(logits, max, cut, count);
    long[] ranks = new long[count];
    int found = 0;
    for (int token = 0; token < logits.length; token++) {
      if (first.keeps(logits[token], token)) {
        ranks[found++] = Ranking.rank(logits[token], token);
      }
    }
    Arrays.sort(ranks, 0, found);
    return Arrays.stream(ranks, 0, found)
        .mapToInt(rank -> (int) rank)
        .mapToObj(token -> new TokenLogProbability(token, (float) logProbability(token)))
        .toList();
  }

  private int end(int block) {
    return Math.min(logits.length, (block + 1) * BLOCK);
  }

  /** Its probability times the sum of all; 1 for the most probable token. */
  private double weight(int token) {
    return cut.keeps(logits[token], token) ? Exponential.of(exponent(token)) : 0;
  }

  private double exponent(int token) {
    return ((double) logits[token] - max) / temperature;
  }
}
