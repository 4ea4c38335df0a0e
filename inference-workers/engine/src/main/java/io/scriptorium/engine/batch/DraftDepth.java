package io.scriptorium.engine.batch;

import java.util.Arrays;

/**
 * Chooses how many tokens to draft: the depth with the least expected time a token, given how often
 * drafts at each position held lately and what rows of the model and of the proposer cost. A larger
 * batch makes rows dearer and drafts pay less; when none pay, none are made. One thread uses it.
 */
final class DraftDepth {
  private static final double KEPT = 0.98;
  private static final double EXPECTED_ACCEPTANCE = 0.7;

  /** What drafting must promise: estimates err. */
  private static final double WORTHWHILE = 0.97;

  private final Speculation speculation;
  private final LinearCost model = new LinearCost();
  private final LinearCost proposer = new LinearCost();
  private final double[] acceptance;
  private double promptRows;
  private double decodedTokens;

  DraftDepth(Speculation speculation) {
    this.speculation = speculation;
    this.acceptance = new double[speculation.depth()];
    Arrays.fill(acceptance, EXPECTED_ACCEPTANCE);
  }

  /**
   * Drafts for each sequence after a step.
   *
   * @param sequences how many will decode
   */
  int choose(int sequences) {
    if (speculation.mode() == Speculation.Mode.FIXED || speculation.depth() == 0) {
      return speculation.depth();
    }
    if (!model.isKnown() || !proposer.isKnown()) {
      return 1;
    }
    int best = 0;
    double least = WORTHWHILE * timePerToken(0, sequences);
    for (int depth = 1; depth <= acceptance.length; depth++) {
      double time = timePerToken(depth, sequences);
      if (time < least) {
        least = time;
        best = depth;
      }
    }
    return best;
  }

  private double timePerToken(int depth, int sequences) {
    double tokens = 1;
    double reached = 1;
    for (int i = 0; i < depth; i++) {
      reached *= acceptance[i];
      tokens += reached;
    }
    double time = model.at(sequences * (1.0 + depth));
    if (depth > 0) {
      // The proposer also sees every prompt, in proportion to the tokens that are decoded.
      double prompts = promptRows / Math.max(1, decodedTokens);
      time += proposer.at(sequences * tokens * (1 + prompts));
      time += (depth - 1) * proposer.at(sequences);
    }
    return time / (sequences * tokens);
  }

  /** Notes a step of the model. */
  void modelStep(int rows, long nanos) {
    model.measured(rows, nanos);
  }

  /** Notes a call of the proposer. */
  void proposerCall(int rows, long nanos) {
    proposer.measured(rows, nanos);
  }

  /** Notes what a step was made of: rows of prompts, and tokens that were decoded. */
  void produced(int prompts, int tokens) {
    promptRows = KEPT * promptRows + prompts;
    decodedTokens = KEPT * decodedTokens + tokens;
  }

  /** Notes how many of a sequence's drafts held. */
  void verified(int drafts, int holding) {
    for (int i = 0; i < Math.min(drafts, Math.min(holding + 1, acceptance.length)); i++) {
      acceptance[i] = KEPT * acceptance[i] + (1 - KEPT) * (i < holding ? 1 : 0);
    }
  }
}
