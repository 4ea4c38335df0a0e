package io.scriptorium.engine.eval;

import static org.assertj.core.api.Assertions.assertThat;

import io.scriptorium.engine.layout.Box;
import io.scriptorium.engine.layout.ReadLine;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class LossAttributionTest {
  private static final PageTruth TRUTH = Truths.row("p", "The", "scribe", "ruled", "every", "leaf");

  @Test
  void nothingIsLostWhereEverythingIsRead() {
    assertThat(losses(Truths.line(0, 5, "The scribe ruled every leaf")))
        .isEqualTo(LossAttribution.NONE);
  }

  @Test
  void wordsUnderNoLineWereNotFound() {
    assertThat(losses(Truths.line(0, 3, "The scribe ruled")))
        .isEqualTo(new LossAttribution(0, 2, 0, 0));
  }

  @Test
  void otherCharactersAreRecognition() {
    assertThat(losses(Truths.line(0, 5, "The scnbe ruled every leaf")))
        .isEqualTo(new LossAttribution(0, 0, 0, 1));
  }

  @Test
  void joinedWordsAreSegmentation() {
    assertThat(losses(Truths.line(0, 5, "The scriberuled every leaf")))
        .isEqualTo(new LossAttribution(0, 0, 2, 0));
  }

  @Test
  void aWordCutBetweenTwoLinesIsSegmentation() {
    ReadLine left = new ReadLine(new Box(0, 0, 145, 20), "The scr", 1);
    ReadLine right = new ReadLine(new Box(145, 0, 490, 20), "ibe ruled every leaf", 1);

    assertThat(losses(right, left)).isEqualTo(new LossAttribution(0, 0, 1, 0));
  }

  @Test
  void ofEqualWordsTheOneWithoutALineIsTheMissedOne() {
    PageTruth truth = Truths.row("p", "ditto", "ditto");

    LossAttribution losses =
        LossAttribution.of(truth, new PageAnswer("ditto", List.of(Truths.line(1, 2, "ditto"))));

    assertThat(losses).isEqualTo(new LossAttribution(0, 1, 0, 0));
  }

  @Test
  void withoutLinesEveryLossIsRecognition() {
    assertThat(LossAttribution.of(TRUTH, new PageAnswer("The scribe", List.of())))
        .isEqualTo(new LossAttribution(0, 0, 0, 3));
  }

  private static LossAttribution losses(ReadLine... lines) {
    String text = List.of(lines).stream().map(ReadLine::text).collect(Collectors.joining("\n"));
    return LossAttribution.of(TRUTH, new PageAnswer(text, List.of(lines)));
  }
}
