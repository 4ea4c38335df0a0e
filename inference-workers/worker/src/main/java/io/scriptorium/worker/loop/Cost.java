package io.scriptorium.worker.loop;

import io.scriptorium.worker.settings.Limits;

/**
 * What jobs take of a worker.
 *
 * @param tokens of prompts, images and answers, estimated
 * @param bytes of their payloads
 */
record Cost(long tokens, long bytes) {
  static final Cost NONE = new Cost(0, 0);

  Cost plus(Cost other) {
    return new Cost(tokens + other.tokens, bytes + other.bytes);
  }

  Cost minus(Cost other) {
    return new Cost(tokens - other.tokens, bytes - other.bytes);
  }

  /** Whether so much may be under way. */
  boolean fits(Limits limits) {
    return tokens <= limits.maxInFlightTokens() && bytes <= limits.maxInFlightBytes();
  }
}
