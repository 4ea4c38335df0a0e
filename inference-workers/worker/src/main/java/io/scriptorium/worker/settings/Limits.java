package io.scriptorium.worker.settings;

import java.util.ArrayList;
import java.util.List;

/**
 * How much work a worker takes at once.
 *
 * @param maxInFlightTokens most tokens of the jobs under way, as they are estimated; a longer job
 *     goes alone
 * @param maxInFlightBytes most bytes of their payloads; a larger one goes alone
 * @param maxPayloadBytes longest payload; a longer one fails
 * @param fetchThreads payloads that are fetched at once, 1 to 64
 * @param shares who has how much of it
 */
public record Limits(
    long maxInFlightTokens,
    long maxInFlightBytes,
    long maxPayloadBytes,
    int fetchThreads,
    Shares shares) {

  public static final Limits DEFAULT =
      new Limits(256L << 10, 256L << 20, 256L << 20, 4, Shares.DEFAULT);

  List<String> problems() {
    List<String> problems = new ArrayList<>();
    if (maxInFlightTokens < 1) {
      problems.add("Tokens in flight are at least 1, not " + maxInFlightTokens);
    }
    if (maxInFlightBytes < 1) {
      problems.add("Bytes in flight are at least 1, not " + maxInFlightBytes);
    }
    if (maxPayloadBytes < 1 || maxPayloadBytes > Integer.MAX_VALUE - 8) {
      problems.add("A payload has 1 to 2,147,483,639 bytes at most, not " + maxPayloadBytes);
    }
    if (fetchThreads < 1 || fetchThreads > 64) {
      problems.add("Fetch threads are 1 to 64, not " + fetchThreads);
    }
    problems.addAll(shares.problems());
    return problems;
  }
}
