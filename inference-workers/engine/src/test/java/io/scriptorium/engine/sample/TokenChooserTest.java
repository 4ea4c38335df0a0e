package io.scriptorium.engine.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HashSet;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TokenChooserTest {
  private static final int[] PROMPT = {0};
  private static final float[] ROW = Rows.ofProbabilities(0.125, 0.5, 0.25, 0.125);

  @Test
  void tellsTheModelsOwnLogProbabilities() {
    // Given penalties, temperature and a filter that change the distribution
    Sampling sampling =
        new Sampling(0.2, Filter.ofTopK(1), new Penalties(1, 2, 0), OptionalLong.of(1), 2);
    TokenChooser chooser = new TokenChooser(sampling, PROMPT);
    chooser.accepted(1);

    Choice choice = chooser.choose(ROW);

    assertThat(choice.token()).isEqualTo(2);
    assertThat(choice.logProbability()).isEqualTo((float) Math.log(0.25));
    assertThat(choice.alternatives())
        .containsExactly(
            new TokenLogProbability(1, (float) Math.log(0.5)),
            new TokenLogProbability(2, (float) Math.log(0.25)));
  }

  @Test
  void penaltiesComeBeforeTemperature() {
    // Given logits 4 and 3; with the penalty first, then temperature 2, they become 1.5 and 1.5
    Sampling sampling = Sampling.ofTemperature(2).withPenalties(new Penalties(1, 1, 0));
    float[] row = {4, 3};

    int[] counts = new int[2];
    for (int seed = 0; seed < 10_000; seed++) {
      TokenChooser chooser = new TokenChooser(sampling.withSeed(seed), PROMPT);
      chooser.accepted(0);
      counts[chooser.choose(row).token()]++;
    }

    assertThat(ChiSquare.deviations(counts, new double[] {0.5, 0.5})).isLessThan(3.1);
  }

  @Test
  void choosingChangesNothing() {
    TokenChooser chooser = new TokenChooser(Sampling.ofTemperature(1).withSeed(4), PROMPT);
    float[] row = ROW.clone();

    Choice choice = chooser.choose(row);

    assertThat(chooser.choose(row)).isEqualTo(choice);
    assertThat(chooser.verify(row, choice.token())).isEqualTo(new Verdict.Accepted(choice));
    assertThat(row).containsExactly(ROW);
  }

  @Test
  void theSameSeedGivesTheSameAnswer() {
    Set<String> answers = new HashSet<>();
    for (int seed = 0; seed < 20; seed++) {
      String answer = answer(Sampling.ofTemperature(1).withSeed(seed));
      assertThat(answer(Sampling.ofTemperature(1).withSeed(seed))).isEqualTo(answer);
      answers.add(answer);
    }

    assertThat(answers).hasSize(20);
  }

  @Test
  void withoutASeedAnswersDiffer() {
    Sampling sampling = Sampling.ofTemperature(1);

    assertThat(answer(sampling)).isNotEqualTo(answer(sampling));
  }

  @Test
  void aChooserMadeAnewGoesOnWhereTheFirstWas() {
    // Given an answer of which the first tokens are known
    Sampling sampling =
        Sampling.ofTemperature(1).withPenalties(new Penalties(1.3, 0.2, 0.4)).withSeed(9);
    TokenChooser first = new TokenChooser(sampling, PROMPT);
    TokenChooser second = new TokenChooser(sampling, PROMPT);
    for (int i = 0; i < 10; i++) {
      int token = first.choose(ROW).token();
      first.accepted(token);
      second.accepted(token);
    }

    assertThat(answer(second)).isEqualTo(answer(first));
  }

  @Test
  void numbersOfPositionsAndSeedsAreEvenAndUnrelated() {
    int[] counts = new int[256];
    double[] even = new double[256];
    Arrays.fill(even, 1.0 / 256);
    for (int seed = 0; seed < 128; seed++) {
      RandomNumbers random = new RandomNumbers(seed);
      RandomNumbers neighbour = new RandomNumbers(seed + 1);
      for (int i = 0; i < 200; i++) {
        int row = (int) (random.at(i) * 16);
        int column = (int) (neighbour.at(i) * 16);
        counts[16 * row + column]++;
      }
    }

    assertThat(ChiSquare.deviations(counts, even)).isLessThan(3.1);
  }

  @Test
  void aRowOfNoNumbersEndsThisAnswerAlone() {
    TokenChooser chooser = new TokenChooser(Sampling.ofTemperature(1), PROMPT);
    TokenChooser other = new TokenChooser(Sampling.GREEDY, PROMPT);

    assertThatThrownBy(() -> chooser.choose(new float[] {0, Float.NaN}))
        .isInstanceOf(BadLogitsException.class);

    assertThat(other.choose(ROW).token()).isEqualTo(1);
  }

  private static String answer(Sampling sampling) {
    return answer(new TokenChooser(sampling, PROMPT));
  }

  private static String answer(TokenChooser chooser) {
    StringBuilder answer = new StringBuilder();
    for (int i = 0; i < 60; i++) {
      int token = chooser.choose(ROW).token();
      chooser.accepted(token);
      answer.append(token);
    }
    return answer.toString();
  }
}
