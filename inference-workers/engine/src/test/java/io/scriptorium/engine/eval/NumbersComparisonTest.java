package io.scriptorium.engine.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.scriptorium.engine.Completion;
import io.scriptorium.engine.FinishReason;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class NumbersComparisonTest {
  @Test
  void countsTokensUpToTheFirstThatDiffers() {
    NumbersComparison comparison =
        NumbersComparison.of(
            List.of(stopped(-1, 7, 8), stopped(-1, 7, 8, 9, 6)),
            List.of(stopped(-1.5f, 7, 8), stopped(-1.25f, 7, 5, 9, 4)));

    assertThat(comparison.answers()).isEqualTo(2);
    assertThat(comparison.differences()).isEqualTo(1);
    assertThat(comparison.equalShare()).isEqualTo(0.5);
    assertThat(comparison.compared()).isEqualTo(3 + 2);
    assertThat(comparison.tokensPerDifference()).hasValue(5);
    assertThat(comparison.meanLogProbabilityDifference().orElseThrow())
        .isEqualTo((3 * 0.5 + 0.25) / 4, within(1e-9));
  }

  @Test
  void anAnswerThatEndsEarlierDiffersInItsStopToken() {
    NumbersComparison comparison =
        NumbersComparison.of(List.of(stopped(-1, 7)), List.of(stopped(-1, 7, 8)));

    assertThat(comparison.differences()).isEqualTo(1);
    assertThat(comparison.compared()).isEqualTo(2);
  }

  @Test
  void anAnswerThatALoopEndedEarlierDiffers() {
    Completion cut = cut(FinishReason.REPETITION, 7, 7);
    Completion longer = cut(FinishReason.LENGTH, 7, 7, 7);

    NumbersComparison comparison = NumbersComparison.of(List.of(cut), List.of(longer));

    assertThat(comparison.differences()).isEqualTo(1);
    assertThat(comparison.compared()).isEqualTo(3);
  }

  @Test
  void nothingDiffers() {
    List<Completion> same = List.of(stopped(-1, 1, 2), cut(FinishReason.LENGTH, 3));

    NumbersComparison comparison = NumbersComparison.of(same, same);

    assertThat(comparison).isEqualTo(new NumbersComparison(2, 0, 4, OptionalDouble.of(0)));
    assertThat(comparison.tokensPerDifference()).isEmpty();
    assertThat(comparison.equalShare()).isEqualTo(1);
  }

  @Test
  void theFirstTokenDiffers() {
    NumbersComparison comparison =
        NumbersComparison.of(List.of(stopped(-1, 1)), List.of(stopped(-1, 2)));

    assertThat(comparison).isEqualTo(new NumbersComparison(1, 1, 1, OptionalDouble.empty()));
  }

  @Test
  void answersComeInPairs() {
    assertThatThrownBy(() -> NumbersComparison.of(List.of(stopped(-1, 1)), List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("1 answers beside 0");
  }

  private static Completion stopped(float logProbability, int... tokens) {
    return completion(FinishReason.STOP, logProbability, tokens.length + 1, tokens);
  }

  private static Completion cut(FinishReason reason, int... tokens) {
    return completion(reason, -1, tokens.length, tokens);
  }

  private static Completion completion(
      FinishReason reason, float logProbability, int count, int... tokens) {
    float[] logProbabilities = new float[count];
    Arrays.fill(logProbabilities, logProbability);
    return new Completion(tokens, logProbabilities, reason, "");
  }
}
