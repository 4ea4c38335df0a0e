package io.scriptorium.engine;

import java.util.Set;

/**
 * Where an answer ends.
 *
 * @param maxNewTokens most tokens to generate
 * @param stopTokens tokens that end the answer; they are not part of it
 * @param stopStrings strings that end the answer; they are not part of it
 * @param loopDetection when a tail that repeats itself ends the answer
 */
public record StopRules(
    int maxNewTokens,
    Set<Integer> stopTokens,
    StopStrings stopStrings,
    LoopDetection loopDetection) {
  public StopRules {
    if (maxNewTokens < 1) {
      throw new IllegalArgumentException("An answer has room for a token");
    }
    stopTokens = Set.copyOf(stopTokens);
  }

  /** Rules without stop strings; loops of text end the answer. */
  public StopRules(int maxNewTokens, Set<Integer> stopTokens) {
    this(maxNewTokens, stopTokens, StopStrings.NONE, LoopDetection.TEXT);
  }

  /** These rules with other stop strings. */
  public StopRules withStopStrings(StopStrings other) {
    return new StopRules(maxNewTokens, stopTokens, other, loopDetection);
  }

  /** These rules with loops found in another way. */
  public StopRules withLoopDetection(LoopDetection other) {
    return new StopRules(maxNewTokens, stopTokens, stopStrings, other);
  }
}
