package io.scriptorium.engine.eval;

import io.scriptorium.engine.eval.PageTruth.TrueWord;
import java.util.ArrayList;
import java.util.List;

/**
 * Why true words are missing from an answer (compared strictly). The four add up to the words that
 * {@link WordScore} counts as missed.
 *
 * @param noAnswer the page was not answered
 * @param lineFinding no line, nor several together, covers half of the word's box
 * @param segmentation the lines there hold the word's characters, but cut in two or joined to other
 *     words
 * @param recognition the lines there hold something else
 */
public record LossAttribution(int noAnswer, int lineFinding, int segmentation, int recognition) {
  static final LossAttribution NONE = new LossAttribution(0, 0, 0, 0);

  /** The losses of a page that was not answered. */
  static LossAttribution unanswered(PageTruth truth) {
    return new LossAttribution(Matching.STRICT.words(truth.text()).size(), 0, 0, 0);
  }

  /** Why words of a page are missing. */
  public static LossAttribution of(PageTruth truth, PageAnswer answer) {
    List<PlacedLine> lines = answer.lines().stream().map(PlacedLine::new).toList();
    LossAttribution losses = NONE;
    for (TrueWord word : missed(truth, answer, lines)) {
      losses = losses.plus(cause(word, lines));
    }
    return losses;
  }

  /**
   * Words that the answer lacks. Where it has a word less often than the truth, those that a line
   * in their place holds are taken as read first.
   */
  private static List<TrueWord> missed(PageTruth truth, PageAnswer answer, List<PlacedLine> lines) {
    Counts said = new Counts(Matching.STRICT.words(answer.text()));
    List<TrueWord> elsewhere = new ArrayList<>();
    for (TrueWord printed : truth.words()) {
      for (String text : Matching.STRICT.words(printed.text())) {
        TrueWord word = new TrueWord(text, printed.box());
        boolean inPlace =
            lines.stream().anyMatch(line -> line.covers(word.box()) > 0 && line.take(text));
        if (!(inPlace && said.take(text))) {
          elsewhere.add(word);
        }
      }
    }
    return elsewhere.stream().filter(word -> !said.take(word.text())).toList();
  }

  private static LossAttribution cause(TrueWord word, List<PlacedLine> lines) {
    List<PlacedLine> there = lines.stream().filter(line -> line.covers(word.box()) > 0).toList();
    double covered = there.stream().mapToDouble(line -> line.covers(word.box())).sum();
    if (!lines.isEmpty() && covered < 0.5) {
      return new LossAttribution(0, 1, 0, 0);
    }
    return PlacedLine.holdCharacters(there, word.text())
        ? new LossAttribution(0, 0, 1, 0)
        : new LossAttribution(0, 0, 0, 1);
  }

  LossAttribution plus(LossAttribution other) {
    return new LossAttribution(
        noAnswer + other.noAnswer,
        lineFinding + other.lineFinding,
        segmentation + other.segmentation,
        recognition + other.recognition);
  }
}
