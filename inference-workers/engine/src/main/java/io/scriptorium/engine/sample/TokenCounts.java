package io.scriptorium.engine.sample;

import java.util.Arrays;

/**
 * How often tokens have occurred in an answer, and which only in its prompt: a hash table with
 * linear probing, so that a sequence needs room for the tokens it has and not for a vocabulary. One
 * thread uses it.
 */
final class TokenCounts {
  /** Is told of a token and how often it is in the answer; 0 if only the prompt has it. */
  interface Visitor {
    void visit(int token, int times);
  }

  private static final int FREE = -1;
  private static final int SMALLEST = 64;

  /** Spreads neighbours: 2^32 over the golden ratio. */
  private static final int FIBONACCI = 0x9E3779B9;

  private int[] tokens = free(SMALLEST);
  private int[] times = new int[SMALLEST];
  private int size;

  /** Counts of an empty answer. */
  TokenCounts(int[] prompt) {
    for (int token : prompt) {
      slot(token);
    }
  }

  /** Counts a token of the answer. */
  void add(int token) {
    int slot = slot(token); // may put another array in the place of times
    times[slot]++;
  }

  /** Tells of every token once, in no order. */
  void forEach(Visitor visitor) {
    for (int i = 0; i < tokens.length; i++) {
      if (tokens[i] != FREE) {
        visitor.visit(tokens[i], times[i]);
      }
    }
  }

  /** The token's place, made if it has none. */
  private int slot(int token) {
    if (token < 0) {
      throw new IllegalArgumentException("Token ids are not negative; this one is " + token);
    }
    int slot = find(token);
    if (tokens[slot] == token) {
      return slot;
    }
    if (2 * (size + 1) > tokens.length) {
      grow();
      slot = find(token);
    }
    tokens[slot] = token;
    size++;
    return slot;
  }

  private int find(int token) {
    int mask = tokens.length - 1;
    int slot = (token * FIBONACCI) >>> Integer.numberOfLeadingZeros(mask);
    while (tokens[slot] != FREE && tokens[slot] != token) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private void grow() {
    int[] oldTokens = tokens;
    int[] oldTimes = times;
    tokens = free(2 * oldTokens.length);
    times = new int[tokens.length];
    for (int i = 0; i < oldTokens.length; i++) {
      if (oldTokens[i] != FREE) {
        int slot = find(oldTokens[i]);
        tokens[slot] = oldTokens[i];
        times[slot] = oldTimes[i];
      }
    }
  }

  private static int[] free(int length) {
    int[] slots = new int[length];
    Arrays.fill(slots, FREE);
    return slots;
  }
}
