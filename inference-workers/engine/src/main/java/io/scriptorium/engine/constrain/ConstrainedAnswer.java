package io.scriptorium.engine.constrain;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Set;

/**
 * How far an answer has come on its way to a match. It depends on the answer's tokens alone. For
 * one thread.
 */
public final class ConstrainedAnswer {
  private final TokenAutomaton automaton;
  private final Set<Integer> stopTokens;
  private int state;

  ConstrainedAnswer(TokenAutomaton automaton, Set<Integer> stopTokens) {
    this.automaton = automaton;
    this.stopTokens = stopTokens;
    this.state = automaton.start();
  }

  /**
   * Sets the logits to negative infinity of all tokens that cannot follow. Stop tokens can where
   * the text is a match, and only there; other special tokens never.
   *
   * @param logits one for each token of the model's vocabulary, which may be longer than the
   *     tokenizer's
   * @throws BadConstraintException if no token is left; the answer must end
   */
  public void mask(float[] logits) {
    BitSet allowed = (BitSet) automaton.allowed(state).clone();
    boolean complete = automaton.isComplete(state);
    stopTokens.forEach(token -> allowed.set(token, complete));
    allowed.clear(logits.length, Math.max(logits.length, allowed.length()));
    if (allowed.isEmpty()) {
      throw new BadConstraintException("No token can follow with which the answer could match");
    }
    for (int from = allowed.nextClearBit(0); from < logits.length; ) {
      int next = allowed.nextSetBit(from);
      int to = next < 0 ? logits.length : next;
      Arrays.fill(logits, from, to, Float.NEGATIVE_INFINITY);
      from = allowed.nextClearBit(to);
    }
  }

  /** Moves on: the token is now part of the answer. */
  public void accepted(int token) {
    if (!stopTokens.contains(token)) {
      state = automaton.step(state, token);
    }
  }
}
