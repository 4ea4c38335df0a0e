package io.scriptorium.engine.batch;

/**
 * Bounds of a step.
 *
 * @param sequences most sequences that run at once
 * @param tokensPerStep most tokens that a step computes
 * @param patchesPerStep most image patches that a step encodes; a larger image goes alone
 */
public record BatchLimits(int sequences, int tokensPerStep, int patchesPerStep) {
  public BatchLimits {
    if (sequences < 1 || tokensPerStep < sequences || patchesPerStep < 1) {
      throw new IllegalArgumentException(
          "A step needs room for a token of each of %d sequences and for patches; it has %d and %d"
              .formatted(sequences, tokensPerStep, patchesPerStep));
    }
  }
}
