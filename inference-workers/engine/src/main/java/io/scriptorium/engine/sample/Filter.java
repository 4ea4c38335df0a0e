package io.scriptorium.engine.sample;

/**
 * Which tokens can be drawn; each part works on what the one before it left, and the most probable
 * token always stays. Tokens rank by probability; of equals the lower id is first, so that what is
 * left never depends on chance.
 *
 * @param topK how many of the most probable tokens stay, exactly; 0 for all
 * @param topP the fewest most probable tokens stay whose probabilities come to this much (nucleus
 *     sampling, arXiv 1904.09751), above 0; 1 for all
 * @param minP tokens stay that are at least this many times as probable as the most probable one
 *     (arXiv 2407.01082), at most 1; 0 for all
 */
public record Filter(int topK, double topP, double minP) {
  /** Leaves all tokens. */
  public static final Filter OFF = new Filter(0, 1, 0);

  public Filter {
    if (topK < 0 || !(topP > 0 && topP <= 1) || !(minP >= 0 && minP <= 1)) {
      throw new IllegalArgumentException(
          "Top-k must be 0 or more, top-p in (0, 1], min-p in [0, 1]; they are %d, %s and %s"
              .formatted(topK, topP, minP));
    }
  }

  /** Leaves the most probable tokens. */
  public static Filter ofTopK(int topK) {
    return OFF.withTopK(topK);
  }

  /** Leaves the nucleus. */
  public static Filter ofTopP(double topP) {
    return OFF.withTopP(topP);
  }

  /** Leaves what is not too improbable. */
  public static Filter ofMinP(double minP) {
    return OFF.withMinP(minP);
  }

  public Filter withTopK(int other) {
    return new Filter(other, topP, minP);
  }

  public Filter withTopP(double other) {
    return new Filter(topK, other, minP);
  }

  public Filter withMinP(double other) {
    return new Filter(topK, topP, other);
  }

  boolean isOff() {
    return topK == 0 && topP == 1 && minP == 0;
  }

  /** The last token that stays. */
  Cut cut(float[] logits, float max, double temperature) {
    Cut cut = Cut.POSSIBLE;
    if (topK > 0 && topK < logits.length) {
      cut = Ranking.topK(logits, max, cut, topK);
    }
    if (topP < 1) {
      Ranking ranking =
          new Ranking(
              logits, max, cut, logit -> Exponential.of(((double) logit - max) / temperature));
      cut = ranking.first(topP * ranking.total());
    }
    if (minP > 0) {
      cut = cut.stricter(new Cut(max + temperature * Math.log(minP), Integer.MAX_VALUE));
    }
    return cut;
  }
}
