package io.scriptorium.engine.constrain;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * The decimal texts of the integers from min to max, both of at most 18 digits, without leading
 * zeros and without -0.
 */
record IntegerRange(long min, long max) {
  /** The largest number of 18 digits, all of which fit into a long. */
  static final long MOST = 999_999_999_999_999_999L;

  Language language() {
    List<Language> parts = new ArrayList<>();
    if (max >= 0) {
      parts.addAll(natural(Math.max(0, min), max));
    }
    if (min < 0) {
      Language digits = Language.union(natural(Math.max(1, -max), -min));
      parts.add(Language.text("-").then(digits));
    }
    return Language.union(parts);
  }

  /** By number of digits. */
  private static List<Language> natural(long min, long max) {
    List<Language> parts = new ArrayList<>();
    long first = 0;
    for (long last = 9; first <= max; last = 10 * last + 9) {
      long from = Math.max(min, first);
      long to = Math.min(max, last);
      if (from <= to) {
        parts.add(between(Long.toString(from), Long.toString(to)));
      }
      first = last + 1;
    }
    return parts;
  }

  /** From one number to another of as many digits. */
  private static Language between(String min, String max) {
    if (min.isEmpty()) {
      return Language.EMPTY_TEXT;
    }
    char low = min.charAt(0);
    char high = max.charAt(0);
    String lowRest = min.substring(1);
    String highRest = max.substring(1);
    if (low == high) {
      return digits(low, high).then(between(lowRest, highRest));
    }
    String zeros = "0".repeat(lowRest.length());
    String nines = "9".repeat(lowRest.length());
    if (lowRest.equals(zeros) && highRest.equals(nines)) {
      return digits(low, high).then(digits('0', '9').times(nines.length(), nines.length()));
    }
    List<Language> parts = new ArrayList<>();
    parts.add(digits(low, low).then(between(lowRest, nines)));
    if (low + 1 < high) {
      parts.add(
          digits((char) (low + 1), (char) (high - 1))
              .then(digits('0', '9').times(nines.length(), nines.length())));
    }
    parts.add(digits(high, high).then(between(zeros, highRest)));
    return Language.union(parts);
  }

  private static Language digits(char first, char last) {
    BitSet characters = new BitSet();
    characters.set(first, last + 1);
    return Language.characters(characters);
  }
}
