package io.scriptorium.engine.eval;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WordScoreTest {
  @Test
  void countsEachWordAsOftenAsBothHaveIt() {
    PageTruth truth = Truths.row("p", "the", "ink", "the", "Vellum,");
    // Given three of "the" where two are true, and punctuation lost
    String answer = "the the the\tvellum ink\n";

    WordScore strict = WordScore.of(truth, answer, Matching.STRICT);
    WordScore loose = WordScore.of(truth, answer, Matching.LOOSE);

    assertThat(strict).isEqualTo(new WordScore(3, 4, 5));
    assertThat(loose).isEqualTo(new WordScore(4, 4, 5));
    assertThat(strict.recall()).isEqualTo(0.75);
    assertThat(strict.precision()).isEqualTo(0.6);
  }

  @Test
  void looseWordsAreLettersAndNumbersOfAnyScript() {
    assertThat(Matching.LOOSE.words("Ärger_&-Co. (½) № 7,5 – Ⅻ كتاب"))
        .containsExactly("ärgerco", "½", "75", "ⅻ", "كتاب");
  }

  @Test
  void strictWordsAreSplitAtEverySpaceOfUnicode() {
    assertThat(Matching.STRICT.words(" a\u00a0b\u2009c\u3000d\u001ce\u0085f\n"))
        .containsExactly("a", "b", "c", "d", "e", "f");
  }

  @Test
  void emptyPagesScoreNothing() {
    WordScore empty = WordScore.of(Truths.row("p"), "", Matching.STRICT);

    assertThat(empty.recall()).isZero();
    assertThat(empty.precision()).isZero();
  }
}
