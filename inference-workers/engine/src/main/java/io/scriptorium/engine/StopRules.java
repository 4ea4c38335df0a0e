package io.scriptorium.engine;

import java.util.Set;

/**
 * Where an answer ends.
 *
 * @param maxNewTokens most tokens to generate
 * @param stopTokens tokens that end the answer; they are not part of it
 */
public record StopRules(int maxNewTokens, Set<Integer> stopTokens) {
  public StopRules {
    if (maxNewTokens < 1) {
      throw new IllegalArgumentException("An answer has room for a token");
    }
    stopTokens = Set.copyOf(stopTokens);
  }
}
