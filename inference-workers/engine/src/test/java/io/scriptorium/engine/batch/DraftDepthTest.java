package io.scriptorium.engine.batch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DraftDepthTest {
  private static final int STEPS = 2_000;

  /** As first calls are. */
  private static final int SLOW_CALLS = 40;

  private int calls;

  private final DraftDepth depth = new DraftDepth(new Speculation(Speculation.Mode.ADAPTIVE, 2));

  @Test
  void draftsForFewSequencesWhoseStepsCostLittleMore() {
    decode(1, new Machine(1_000, 1, 40), 0.95);

    assertThat(depth.choose(1)).isEqualTo(2);
  }

  @Test
  void draftsNothingForManySequencesWhosePredictionsAreDear() {
    decode(64, new Machine(1_000, 1, 40), 0.95);

    assertThat(depth.choose(64)).isZero();
  }

  @Test
  void promptsThatCostLittleDoNotHideWhatPredictionsCost() {
    decode(16, new Machine(200, 2, 100), 0.9);

    assertThat(depth.choose(16)).isZero();
  }

  @Test
  void draftsAgainWhenDraftsHoldAgain() {
    Machine machine = new Machine(1_000, 1, 40);
    decode(1, machine, 0);
    assertThat(depth.choose(1)).isZero();

    decode(1, machine, 0.95);

    assertThat(depth.choose(1)).isEqualTo(2);
  }

  /** Microseconds of a step: a constant, a row, a row that a token is predicted from. */
  private record Machine(int step, int row, int predicted) {
    long nanos(int rows, int predictions) {
      return 1_000L * (step + row * rows + predicted * predictions);
    }
  }

  /** Steps of so many sequences, a prompt of 30 to 90 rows among them in every fourth step. */
  private void decode(int sequences, Machine machine, double acceptance) {
    double due = 0;
    for (int i = 0; i < STEPS; i++) {
      int drafts = depth.choose(sequences);
      int prompts = i % 4 == 0 ? 30 + 20 * (i % 16) / 4 : 0;
      int predicted = sequences * (1 + drafts);
      int tokens = sequences;
      for (int j = 0; drafts > 0 && j < sequences; j++) {
        due += acceptance;
        int holding = due >= 1 ? drafts : 0;
        due -= due >= 1 ? 1 : 0;
        depth.verified(drafts, holding);
        tokens += holding;
      }
      depth.modelStep(
          predicted + prompts, predicted, machine.nanos(predicted + prompts, predicted));
      depth.produced(prompts, tokens);
      for (int call = 0; call < drafts; call++) {
        int rows = call == 0 ? tokens + prompts : sequences;
        long slow = calls++ < SLOW_CALLS ? 10 : 1;
        depth.proposerCall(rows, sequences, slow * machine.nanos(rows, sequences) / 3);
      }
    }
  }
}
