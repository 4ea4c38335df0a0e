package io.scriptorium.engine.eval;

import io.scriptorium.engine.layout.Box;
import io.scriptorium.engine.layout.ReadLine;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A read line whose words can be taken, each once. */
final class PlacedLine {
  private final ReadLine line;
  private final List<String> words;
  private final Counts left;

  PlacedLine(ReadLine line) {
    this.line = line;
    this.words = Matching.STRICT.words(line.text());
    this.left = new Counts(words);
  }

  /** Takes a word away; whether it was there. */
  boolean take(String word) {
    return left.take(word);
  }

  /** Share of a word's box that the line covers, 0 to 1. */
  double covers(Box word) {
    Box box = line.box();
    double width = Math.min(box.x1(), word.x1()) - Math.max(box.x0(), word.x0());
    double height = Math.min(box.y1(), word.y1()) - Math.max(box.y0(), word.y0());
    double area = (double) word.width() * word.height();
    return width <= 0 || height <= 0 ? 0 : width * height / area;
  }

  /**
   * Whether lines hold a word's characters in a row, beginning or ending where one of their words
   * does. Single characters do not count: they are found in too many words.
   */
  static boolean holdCharacters(List<PlacedLine> lines, String word) {
    StringBuilder all = new StringBuilder();
    Set<Integer> bounds = new HashSet<>();
    lines.stream()
        .sorted(Comparator.comparingDouble((PlacedLine placed) -> placed.line.box().x0()))
        .flatMap(placed -> placed.words.stream())
        .forEach(
            said -> {
              bounds.add(all.length());
              all.append(said);
              bounds.add(all.length());
            });
    int at = word.length() < 2 ? -1 : all.indexOf(word);
    while (at >= 0 && !bounds.contains(at) && !bounds.contains(at + word.length())) {
      at = all.indexOf(word, at + 1);
    }
    return at >= 0;
  }
}
