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

  /** Steps in which one token is drafted at least, so that costs and acceptance are known ... */
  private static final int PROBING = 64;

  /** ... of so many: the first calls are slow, and what is read changes. */
  private static final int PROBED = 1024;

  /** What drafting must promise: estimates err. */
  private static final double WORTHWHILE = 0.97;

  private final Speculation speculation;
  private final CallCost model = new CallCost();
  private final CallCost proposer = new CallCost();
  private final double[] acceptance;
  private long steps;
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
    boolean probing = steps++ % PROBED < PROBING;
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
    return probing ? Math.max(1, best) : best;
  }

  private double timePerToken(int depth, int sequences) {
    double tokens = sequences;
    double reached = sequences;
    for (int i = 0; i < depth; i++) {
      reached *= acceptance[i];
      tokens += reached;
    }
    // Prompts come in proportion to the tokens that are decoded; the proposer sees them too.
    double prompts = tokens * promptRows / Math.max(1, decodedTokens);
    double verified = sequences * (1.0 + depth);
    double time = model.at(verified + prompts, verified);
    if (depth > 0) {
      time += proposer.at(tokens + prompts, sequences);
      time += (depth - 1) * proposer.at(sequences, sequences);
    }
    return time / tokens;
  }

  /**
   * Notes a step of the model.
   *
   * @param rows of all sequences
   * @param predicted how many of them a token was predicted from
   * @param nanos that it took, with taking in what it predicted
   */
  void modelStep(int rows, int predicted, long nanos) {
    model.measured(rows, predicted, nanos);
  }

  /** Notes a call of the proposer, in the same way. */
  void proposerCall(int rows, int predicted, long nanos) {
    proposer.measured(rows, predicted, nanos);
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
