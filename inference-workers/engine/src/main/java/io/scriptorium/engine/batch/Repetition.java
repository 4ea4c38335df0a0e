package io.scriptorium.engine.batch;

import io.scriptorium.engine.LoopDetection;

/**
 * Finds answers whose tail repeats itself, as a model in a loop does. No token is made less likely
 * for it: a penalty would damage tables.
 */
final class Repetition {
  /** Longest pattern looked for, in tokens. */
  private static final int LONGEST_PERIOD = 32;

  /** How often answers are looked at, in tokens. */
  private static final int INTERVAL = 16;

  private Repetition() {}

  /** Whether the first {@code count} tokens end in a loop. */
  static boolean endsIn(int[] tokens, int count, LoopDetection rule) {
    if (count < rule.shortestTail() || count % INTERVAL != 0) {
      return false;
    }
    for (int period = 1; period <= LONGEST_PERIOD; period++) {
      int tail = Math.max(rule.shortestTail(), period * rule.times());
      if (tail <= count && repeats(tokens, count, period, tail)) {
        return true;
      }
    }
    return false;
  }

  private static boolean repeats(int[] tokens, int count, int period, int tail) {
    for (int i = count - tail + period; i < count; i++) {
      if (tokens[i] != tokens[i - period]) {
        return false;
      }
    }
    return true;
  }
}
