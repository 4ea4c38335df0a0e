package io.scriptorium.engine.eval;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * The least number of insertions, deletions and substitutions of characters (code points) that turn
 * one text into another. Bit-parallel, 64 cells of the distance matrix at a time: Myers, "A fast
 * bit-vector algorithm for approximate string matching based on dynamic programming" (1999), with
 * blocks as in Hyyrö, "A bit-vector algorithm for computing Levenshtein and Damerau edit distances"
 * (2003). Time n · m / 64, memory n.
 */
final class EditDistance {
  private final int[] pattern;
  private final int blocks;
  private final Map<Integer, long[]> places = new HashMap<>();

  /** Vertical differences of the current column: bit set where the cell is one above or below. */
  private final long[] plus;

  private final long[] minus;

  private EditDistance(int[] pattern) {
    this.pattern = pattern;
    this.blocks = (pattern.length + 63) / 64;
    this.plus = new long[blocks];
    this.minus = new long[blocks];
    for (int i = 0; i < pattern.length; i++) {
      places.computeIfAbsent(pattern[i], c -> new long[blocks])[i / 64] |= 1L << (i % 64);
    }
  }

  /** The distance, from 0 to the length of the longer text. */
  static int between(String one, String other) {
    int[] pattern = one.codePoints().toArray();
    int[] text = other.codePoints().toArray();
    return pattern.length == 0 ? text.length : new EditDistance(pattern).to(text);
  }

  private int to(int[] text) {
    Arrays.fill(plus, -1L);
    long[] nowhere = new long[blocks];
    int distance = pattern.length;
    for (int c : text) {
      long[] equal = places.getOrDefault(c, nowhere);
      // The first row of the matrix counts the text's characters, one more with each.
      int carry = 1;
      for (int block = 0; block < blocks; block++) {
        carry = step(block, equal[block], carry);
      }
      distance += carry;
    }
    return distance;
  }

  /** Advances a block by one column; horizontal difference at its top in, at its bottom out. */
  private int step(int block, long equal, int in) {
    long positive = plus[block];
    long negative = minus[block];
    long vertical = equal | negative;
    long match = in < 0 ? equal | 1 : equal;
    long horizontal = (((match & positive) + positive) ^ positive) | match;
    long up = negative | ~(horizontal | positive);
    long down = positive & horizontal;
    int lastRow = block == blocks - 1 ? (pattern.length - 1) % 64 : 63;
    int out = (int) ((up >>> lastRow) & 1) - (int) ((down >>> lastRow) & 1);
    up = up << 1 | (in > 0 ? 1 : 0);
    down = down << 1 | (in < 0 ? 1 : 0);
    plus[block] = down | ~(vertical | up);
    minus[block] = up & vertical;
    return out;
  }
}
