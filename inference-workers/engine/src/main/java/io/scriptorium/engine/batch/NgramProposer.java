package io.scriptorium.engine.batch;

import io.scriptorium.engine.model.StepOutput;
import io.scriptorium.engine.torch.TensorScope;
import java.util.List;

/**
 * Drafts what followed the last time that the sequence's last tokens stood in it (prompt lookup):
 * for models without a module of their own, on answers that repeat their prompt or themselves.
 */
final class NgramProposer implements Proposer {
  private static final int LONGEST = 4;
  private static final int SHORTEST = 2;

  private final DraftDepth depth;

  NgramProposer(DraftDepth depth) {
    this.depth = depth;
  }

  @Override
  public void propose(TensorScope scope, List<Verified> verified, StepOutput output) {
    long start = System.nanoTime();
    int most = depth.choose(verified.size());
    for (Verified part : verified) {
      if (most > 0 && part.entry().sampled() > 0) {
        propose(part.sequence(), most);
      }
    }
    if (most > 0) {
      depth.proposerCall(verified.size(), verified.size(), System.nanoTime() - start);
    }
  }

  private static void propose(Sequence sequence, int most) {
    int length = sequence.length();
    for (int size = Math.min(LONGEST, length - 1); size >= SHORTEST; size--) {
      int follows = lastMatch(sequence, length, size);
      if (follows > 0) {
        for (int i = follows; i < Math.min(follows + most, length); i++) {
          sequence.addDraft(sequence.token(i));
        }
        return;
      }
    }
  }

  /** Index after the last earlier place of the last tokens, or 0 if there is none. */
  private static int lastMatch(Sequence sequence, int length, int size) {
    for (int end = length - 1; end >= size; end--) {
      int matching = 0;
      while (matching < size
          && sequence.token(end - 1 - matching) == sequence.token(length - 1 - matching)) {
        matching++;
      }
      if (matching == size) {
        return end;
      }
    }
    return 0;
  }
}
