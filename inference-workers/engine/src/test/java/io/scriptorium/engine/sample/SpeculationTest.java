package io.scriptorium.engine.sample;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A model of four tokens, whose next token depends on the last one. */
class SpeculationTest {
  private static final int TOKENS = 4;
  private static final int PAIRS = TOKENS * TOKENS;
  private static final int ANSWERS = 20_000;
  private static final int[] PROMPT = {0};
  private static final double[][] NEXT = {
    {0.5, 0.2, 0.2, 0.1}, {0.05, 0.05, 0.8, 0.1}, {0.25, 0.25, 0.25, 0.25}, {0.0, 0.3, 0.0, 0.7}
  };
  private static final Sampling PLAIN = Sampling.ofTemperature(1);

  @Test
  void choosingFollowsTheDistribution() {
    int[] counts = new int[PAIRS];
    for (int seed = 0; seed < ANSWERS; seed++) {
      TokenChooser chooser = new TokenChooser(PLAIN.withSeed(seed), PROMPT);
      counts[pair(next(chooser, 0), chooser)]++;
    }

    assertThat(ChiSquare.deviations(counts, pairProbabilities())).isLessThan(3.1);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  void speculationFollowsTheSameDistribution(int shift) {
    // Given drafts from always the best guess (0 then its follower) to impossible ones
    int[] counts = new int[PAIRS];
    for (int seed = 0; seed < ANSWERS; seed++) {
      TokenChooser chooser = new TokenChooser(PLAIN.withSeed(seed), PROMPT);
      int[] answer = speculate(chooser, new int[] {shift, (shift + 2) % TOKENS});
      counts[TOKENS * answer[0] + answer[1]]++;
    }

    assertThat(ChiSquare.deviations(counts, pairProbabilities())).isLessThan(3.1);
  }

  @Test
  void theTestSeesAWrongRule() {
    // Given that what takes a rejected draft's place is drawn with the draft still in it
    int[] counts = new int[TOKENS];
    RandomNumbers accept = new RandomNumbers(1);
    RandomNumbers redraw = new RandomNumbers(2);
    for (int i = 0; i < ANSWERS; i++) {
      boolean accepted = accept.at(i) < NEXT[0][1];
      counts[accepted ? 1 : Distribution.of(row(0)).sample(redraw.at(i))]++;
    }

    assertThat(ChiSquare.deviations(counts, NEXT[0])).isGreaterThan(10);
  }

  @Test
  void draftsAreAcceptedAsOftenAsTheyAreProbable() {
    int accepted = 0;
    for (int seed = 0; seed < ANSWERS; seed++) {
      TokenChooser chooser = new TokenChooser(PLAIN.withSeed(seed), PROMPT);
      if (chooser.verify(row(1), 2) instanceof Verdict.Accepted) {
        accepted++;
      }
    }

    int[] counts = {accepted, ANSWERS - accepted};
    assertThat(ChiSquare.deviations(counts, new double[] {0.8, 0.2})).isLessThan(3.1);
  }

  @Test
  void draftsNeverChangeASeededAnswer() {
    // Given every setting that could make a difference
    Sampling sampling =
        Sampling.ofTemperature(0.8)
            .withFilter(new Filter(3, 0.9, 0.05))
            .withPenalties(new Penalties(1.2, 0.1, 0.3));
    for (int seed = 0; seed < 200; seed++) {
      TokenChooser plain = new TokenChooser(sampling.withSeed(seed), PROMPT);
      int first = next(plain, 0);
      int[] expected = {first, next(plain, first)};
      for (int drafts = 0; drafts < PAIRS; drafts++) {
        TokenChooser chooser = new TokenChooser(sampling.withSeed(seed), PROMPT);
        int[] answer = speculate(chooser, new int[] {drafts / TOKENS, drafts % TOKENS});
        assertThat(answer).containsExactly(expected);
      }
    }
  }

  @Test
  void penaltiesCountTheDraftsBefore() {
    // Given rows in which token 1 leads by 1 each time, and a frequency penalty of 0.6
    Sampling sampling = Sampling.GREEDY.withPenalties(new Penalties(1, 0, 0.6));
    TokenChooser chooser = new TokenChooser(sampling, PROMPT);
    float[] row = {0, 1, -9, -9};

    // When drafts say 1 again and again
    assertThat(chooser.verify(row, 1)).isInstanceOf(Verdict.Accepted.class);
    chooser.accepted(1);
    assertThat(chooser.verify(row, 1)).isInstanceOf(Verdict.Accepted.class);
    chooser.accepted(1);

    // Then two of them weigh 1.2, more than the lead
    Verdict third = chooser.verify(row, 1);
    assertThat(third).isInstanceOf(Verdict.Rejected.class);
    assertThat(third.choice().token()).isEqualTo(0);
  }

  @Test
  void greedyAcceptsTheArgMaxAlone() {
    TokenChooser chooser = new TokenChooser(Sampling.GREEDY, PROMPT);

    for (int draft = 0; draft < TOKENS; draft++) {
      Verdict verdict = chooser.verify(row(1), draft);
      assertThat(verdict instanceof Verdict.Accepted).isEqualTo(draft == 2);
      assertThat(verdict.choice().token()).isEqualTo(2);
    }
  }

  /** Two tokens as an engine gets them that computes the rows after both drafts at once. */
  private static int[] speculate(TokenChooser chooser, int[] drafts) {
    float[][] rows = {row(0), row(drafts[0])};
    Verdict first = chooser.verify(rows[0], drafts[0]);
    int token = first.choice().token();
    chooser.accepted(token);
    int second =
        first instanceof Verdict.Accepted
            ? chooser.verify(rows[1], drafts[1]).choice().token()
            : chooser.choose(row(token)).token();
    return new int[] {token, second};
  }

  private static int next(TokenChooser chooser, int last) {
    int token = chooser.choose(row(last)).token();
    chooser.accepted(token);
    return token;
  }

  private static int pair(int first, TokenChooser chooser) {
    return TOKENS * first + next(chooser, first);
  }

  private static double[] pairProbabilities() {
    double[] probabilities = new double[PAIRS];
    for (int i = 0; i < PAIRS; i++) {
      probabilities[i] = NEXT[0][i / TOKENS] * NEXT[i / TOKENS][i % TOKENS];
    }
    return probabilities;
  }

  private static float[] row(int last) {
    return Rows.ofProbabilities(NEXT[last]);
  }
}
