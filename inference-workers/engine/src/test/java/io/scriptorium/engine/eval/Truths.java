package io.scriptorium.engine.eval;

import io.scriptorium.engine.eval.PageTruth.TrueWord;
import io.scriptorium.engine.layout.Box;
import io.scriptorium.engine.layout.ReadLine;
import java.util.ArrayList;
import java.util.List;

/** Truths of one row of words, each 100 pixels wide and 20 high with its spacing. */
final class Truths {
  private Truths() {}

  static PageTruth row(String name, String... words) {
    List<TrueWord> placed = new ArrayList<>();
    for (int i = 0; i < words.length; i++) {
      placed.add(new TrueWord(words[i], new Box(i * 100, 0, i * 100 + 90, 20)));
    }
    return new PageTruth(name, placed);
  }

  /** A line that covers words of such a row. */
  static ReadLine line(int fromWord, int toWord, String text) {
    return new ReadLine(new Box(fromWord * 100, -2, toWord * 100 - 10, 22), text, 1);
  }
}
