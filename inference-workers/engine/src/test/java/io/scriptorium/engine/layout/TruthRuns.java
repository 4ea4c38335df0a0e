package io.scriptorium.engine.layout;

import io.scriptorium.engine.eval.PageTruth;
import io.scriptorium.engine.eval.PageTruth.TrueWord;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Random;

/** A page's true words joined to runs as a line finder would see them, in random order. */
final class TruthRuns {
  /** Gap that a finder sees between runs, in units of the words' height. */
  private static final float GAP = 0.8f;

  private final IdentityHashMap<ReadLine, List<Integer>> wordsOf = new IdentityHashMap<>();
  private final List<ReadLine> shuffled = new ArrayList<>();

  TruthRuns(PageTruth truth, long seed) {
    Random random = new Random(seed);
    List<Integer> open = new ArrayList<>();
    for (int i = 0; i < truth.words().size(); i++) {
      if (!open.isEmpty()
          && !follows(truth.words().get(open.get(open.size() - 1)), truth.words().get(i))) {
        close(truth, open, random);
      }
      open.add(i);
    }
    if (!open.isEmpty()) {
      close(truth, open, random);
    }
    Collections.shuffle(shuffled, random);
  }

  List<ReadLine> lines() {
    return shuffled;
  }

  /** Share of the words that need not be moved to get the true order from the composed one. */
  double order(PageText page) {
    List<Integer> order = new ArrayList<>();
    page.regions().forEach(region -> order.addAll(wordsOf.getOrDefault(region.line(), List.of())));
    return (double) longestIncreasing(order) / Math.max(1, order.size());
  }

  private static boolean follows(TrueWord before, TrueWord word) {
    Box a = before.box();
    Box b = word.box();
    float height = Math.max(a.height(), b.height());
    float gap = b.x0() - a.x1();
    return Math.min(a.y1(), b.y1()) > Math.max(a.y0(), b.y0())
        && gap > -0.3f * height
        && gap < GAP * height;
  }

  private void close(PageTruth truth, List<Integer> words, Random random) {
    float x0 = Float.MAX_VALUE;
    float y0 = Float.MAX_VALUE;
    float x1 = 0;
    float y1 = 0;
    StringBuilder text = new StringBuilder();
    for (int word : words) {
      Box box = truth.words().get(word).box();
      x0 = Math.min(x0, box.x0());
      y0 = Math.min(y0, box.y0());
      x1 = Math.max(x1, box.x1());
      y1 = Math.max(y1, box.y1());
      text.append(text.isEmpty() ? "" : " ").append(truth.words().get(word).text());
    }
    float height = Math.max(8, y1 - y0);
    float noise = 0.12f * height;
    Box box =
        new Box(
            x0 - 0.1f * height,
            y0 - noise * random.nextFloat(),
            x1 + 0.1f * height,
            y1 + noise * random.nextFloat());
    ReadLine line = new ReadLine(box, text.toString(), 1);
    wordsOf.put(line, List.copyOf(words));
    shuffled.add(line);
    words.clear();
  }

  private static int longestIncreasing(List<Integer> numbers) {
    List<Integer> tails = new ArrayList<>();
    for (int number : numbers) {
      int place = Collections.binarySearch(tails, number);
      int at = place < 0 ? -place - 1 : place;
      if (at == tails.size()) {
        tails.add(number);
      } else {
        tails.set(at, number);
      }
    }
    return tails.size();
  }
}
