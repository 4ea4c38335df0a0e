package io.scriptorium.engine;

/**
 * How long an answer may repeat itself before it is ended as a loop: a pattern of at most 32 tokens
 * must stand at its end a number of times, and all of them together must have a number of tokens.
 */
public enum LoopDetection {
  /** For text: 8 times and 128 tokens, which rows of dots and dashes do not come to. */
  TEXT(8, 128),
  /**
   * For answers with tables, whose empty rows and rules repeat themselves: 64 times and 1,024
   * tokens.
   */
  TABLES(64, 1024),
  /** Never: an answer ends for other reasons only. */
  OFF(Integer.MAX_VALUE, Integer.MAX_VALUE);

  private final int times;
  private final int shortestTail;

  LoopDetection(int times, int shortestTail) {
    this.times = times;
    this.shortestTail = shortestTail;
  }

  /** How often the pattern must stand at the end. */
  public int times() {
    return times;
  }

  /** Tokens that the repeating tail must have at least. */
  public int shortestTail() {
    return shortestTail;
  }
}
