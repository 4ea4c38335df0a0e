package io.scriptorium.worker.loop;

import io.scriptorium.worker.settings.Limits;

/**
 * What jobs take of a worker.
 *
 * @param tokens of prompts, images and answers, estimated
 * @param bytes of their payloads
 */
public record Cost(long tokens, long bytes) {
  /** Of nothing. */
  public static final Cost NONE = new Cost(0, 0);

  /** Of both. */
  public Cost plus(Cost other) {
    return new Cost(tokens + other.tokens, bytes + other.bytes);
  }

  /** Of what is left without another. */
  public Cost minus(Cost other) {
    return new Cost(tokens - other.tokens, bytes - other.bytes);
  }

  /** Whether so much may be under way. */
  public boolean fits(Limits limits) {
    return tokens <= limits.maxInFlightTokens() && bytes <= limits.maxInFlightBytes();
  }
}
