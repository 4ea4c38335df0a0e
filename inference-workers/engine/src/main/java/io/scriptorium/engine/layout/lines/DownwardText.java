package io.scriptorium.engine.layout.lines;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Text that runs down the page, as numbers stamped along a margin do: single letters lying on their
 * side, each close below the one before.
 */
final class DownwardText {
  private static final int MIN_LETTERS = 5;

  private DownwardText() {}

  /** Takes the letters of downward text out of the found lines and returns where the text is. */
  static List<Area> take(List<Cluster> lines) {
    List<Cluster> letters =
        new ArrayList<>(
            lines.stream()
                .filter(line -> line.members().size() <= 3 && line.width() < 2 * line.height())
                .sorted(Comparator.comparingInt(Cluster::y0))
                .toList());
    List<Area> texts = new ArrayList<>();
    while (!letters.isEmpty()) {
      List<Cluster> text = new ArrayList<>(List.of(letters.remove(0)));
      for (Cluster letter : List.copyOf(letters)) {
        if (continues(text.get(text.size() - 1), letter)) {
          text.add(letter);
          letters.remove(letter);
        }
      }
      if (text.size() >= MIN_LETTERS && lieOnTheirSide(text)) {
        lines.removeAll(text);
        texts.add(
            text.stream()
                .map(letter -> new Area(letter.x0(), letter.y0(), letter.x1(), letter.y1()))
                .reduce(Area::with)
                .orElseThrow());
      }
    }
    return texts;
  }

  private static boolean continues(Cluster above, Cluster below) {
    int shared = Math.min(above.x1(), below.x1()) - Math.max(above.x0(), below.x0());
    int narrower = Math.min(above.width(), below.width());
    int wider = Math.max(above.width(), below.width());
    int gap = below.y0() - above.y1();
    return shared >= 0.7 * narrower && wider <= 1.7 * narrower && 2 * Math.abs(gap) <= wider;
  }

  private static boolean lieOnTheirSide(List<Cluster> letters) {
    return letters.stream().filter(letter -> letter.width() > letter.height()).count() * 3
        >= letters.size() * 2L;
  }
}
