package io.scriptorium.engine.eval;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How often each word occurs. */
final class Counts {
  private final Map<String, Integer> counts = new HashMap<>();

  Counts(Collection<String> words) {
    words.forEach(word -> counts.merge(word, 1, Integer::sum));
  }

  /** Takes one occurrence away; whether there was one. */
  boolean take(String word) {
    int left = counts.getOrDefault(word, 0);
    if (left == 0) {
      return false;
    }
    counts.put(word, left - 1);
    return true;
  }

  /** How many of the words are there, each as often as it occurs here. */
  static int common(List<String> some, List<String> others) {
    Counts left = new Counts(others);
    return (int) some.stream().filter(left::take).count();
  }
}
