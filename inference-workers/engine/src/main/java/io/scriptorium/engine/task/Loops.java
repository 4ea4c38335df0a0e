package io.scriptorium.engine.task;

import java.util.Arrays;

/** Cuts off what an answer repeats at its end. */
final class Loops {
  private static final int LONGEST_PERIOD = 64;
  private static final int LEAST_REPEATS = 3;

  private Loops() {}

  /**
   * The tokens up to and with the first time of what repeats itself at their end; all of them if
   * nothing does.
   */
  static int[] cut(int[] tokens) {
    for (int period = 1; period <= LONGEST_PERIOD; period++) {
      int start = tokens.length - period;
      while (start > 0 && tokens[start - 1] == tokens[start - 1 + period]) {
        start--;
      }
      if (tokens.length - start >= LEAST_REPEATS * period && start >= 0) {
        return Arrays.copyOf(tokens, start + period);
      }
    }
    return tokens;
  }
}
