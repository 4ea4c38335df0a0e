package io.scriptorium.engine.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PenaltiesTest {
  private static final float[] LOGITS = {3, -3, 2, -2, 0, 1};

  @Test
  void repetitionCountsPromptAndAnswerOnceEach() {
    // Given tokens 0 and 1 in the prompt, 2 and twice 3 in the answer
    TokenCounts counts = counts(new int[] {0, 1, 1}, 2, 3, 3);

    float[] penalised = Penalties.ofRepetition(2).applied(LOGITS, counts);

    assertThat(penalised).containsExactly(1.5f, -6, 1, -4, 0, 1);
  }

  @Test
  void presenceAndFrequencyCountTheAnswerAlone() {
    TokenCounts counts = counts(new int[] {0, 1, 1}, 2, 3, 3);

    float[] penalised = new Penalties(1, 0.5, 0.25).applied(LOGITS, counts);

    assertThat(penalised).containsExactly(3, -3, 2 - 0.75f, -2 - 1, 0, 1);
  }

  @Test
  void repetitionComesBeforeTheOthers() {
    TokenCounts counts = counts(new int[0], 2);

    // Had presence come first, this were (2 - 1) / 2
    assertThat(new Penalties(2, 1, 0).applied(LOGITS, counts)[2]).isEqualTo(0);
  }

  @Test
  void leavesTheRowAndWhatIsImpossible() {
    float[] logits = {Float.NEGATIVE_INFINITY, 4};
    TokenCounts counts = counts(new int[] {7}, 0, 1);

    float[] penalised = new Penalties(2, 1, 1).applied(logits, counts);

    assertThat(penalised).containsExactly(Float.NEGATIVE_INFINITY, 0);
    assertThat(logits).containsExactly(Float.NEGATIVE_INFINITY, 4);
  }

  @Test
  void countsLikeAMap() {
    // Given many tokens, of which many lie side by side
    Random random = new Random(5);
    int[] prompt = random.ints(2000, 0, 152_000).toArray();
    TokenCounts counts = new TokenCounts(prompt);
    Map<Integer, Integer> expected = new HashMap<>();
    for (int token : prompt) {
      expected.put(token, 0);
    }

    for (int i = 0; i < 2000; i++) {
      int token = random.nextInt(1000);
      counts.add(token);
      expected.merge(token, 1, Integer::sum);
    }

    counts.forEach((token, times) -> assertThat(expected.remove(token)).isEqualTo(times));
    assertThat(expected).isEmpty();
  }

  @Test
  void refusesWhatIsNoToken() {
    TokenCounts counts = counts(new int[0]);

    assertThatThrownBy(() -> counts.add(-1)).isInstanceOf(IllegalArgumentException.class);
  }

  private static TokenCounts counts(int[] prompt, int... answer) {
    TokenCounts counts = new TokenCounts(prompt);
    for (int token : answer) {
      counts.add(token);
    }
    return counts;
  }
}
