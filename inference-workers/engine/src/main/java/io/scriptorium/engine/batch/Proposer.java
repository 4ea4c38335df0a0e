package io.scriptorium.engine.batch;

import io.scriptorium.engine.model.StepOutput;
import io.scriptorium.engine.torch.TensorScope;
import java.util.List;

/** Drafts tokens that may follow those that a step has verified. */
interface Proposer {
  /**
   * A sequence's part in a step, as far as it holds.
   *
   * @param entry the part without the drafts that did not hold
   * @param firstRow the step's row of its first token
   */
  record Verified(Schedule.Entry entry, int firstRow) {
    Sequence sequence() {
      return entry.sequence();
    }
  }

  /** Gives drafts to the sequences that go on. */
  void propose(TensorScope scope, List<Verified> verified, StepOutput output);
}
