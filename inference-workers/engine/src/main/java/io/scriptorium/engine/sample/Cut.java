package io.scriptorium.engine.sample;

/**
 * The last of the tokens that stay. They rank by logit, of equals the lower id first, and all
 * filters leave the first ones of that order.
 *
 * @param logit logit of the last token
 * @param token its id
 */
record Cut(double logit, int token) {
  /** Leaves all tokens that can follow at all: those with a logit above negative infinity. */
  static final Cut POSSIBLE = new Cut(-Float.MAX_VALUE, Integer.MAX_VALUE);

  boolean keeps(float candidate, int id) {
    return candidate > logit || (candidate == logit && id <= token);
  }

  /** Leaves what both leave. */
  Cut stricter(Cut other) {
    if (logit == other.logit) {
      return token < other.token ? this : other;
    }
    return logit > other.logit ? this : other;
  }
}
