package io.scriptorium.engine.sample;

import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Chooses the tokens of one answer, each from the logits at its position. It lives as long as the
 * sequence, through preemption too. Made by any thread, then used by one.
 *
 * <p>{@link #choose} and {@link #verify} change nothing and can be repeated; {@link #accepted}
 * alone moves on. Several drafts are verified one after the other, each with the drafts before it
 * counted:
 *
 * <pre>
 *   verify(row 0, draft 0) -> Accepted   accepted(draft 0)
 *   verify(row 1, draft 1) -> Rejected   accepted(the token instead), rows 2... are dropped
 *   or, after the last draft,
 *   choose(row k)                        accepted(token)
 * </pre>
 *
 * <p><b>Drafts change no answer.</b> Speculative sampling (arXiv 2211.17192, 2302.01318) accepts a
 * draft with probability min(1, p/q) and otherwise draws from max(0, p - q), renormalised. Drafts
 * here come from a deterministic proposer, so that q is 1 at the draft d: accept with probability
 * p(d), else draw from p without d. One draw from p does both: it gives d with probability p(d),
 * and given that it does not, any other token in proportion to p. So a draft is verified by
 * choosing as if there were none, and comparing.
 *
 * <p><b>Seeds.</b> The random number for the token at output position i depends on the seed and i
 * alone, so that batching, chunking, preemption and drafts leave a seeded answer as it is, as far
 * as the logits stay the same.
 */
public final class TokenChooser {
  private final Sampling sampling;
  private final TokenCounts counts;
  private final RandomNumbers random;
  private int position;

  /**
   * A chooser for an empty answer.
   *
   * @param prompt token ids that the repetition penalty is to know; read once
   */
  public TokenChooser(Sampling sampling, int[] prompt) {
    this.sampling = sampling;
    this.counts = new TokenCounts(sampling.penalties().isOff() ? new int[0] : prompt);
    this.random =
        new RandomNumbers(sampling.seed().orElseGet(ThreadLocalRandom.current()::nextLong));
  }

  /**
   * Chooses the next token.
   *
   * @param logits one for each token of the vocabulary; not changed
   * @throws BadLogitsException if they are no numbers to choose by; the sequence must end
   */
  public Choice choose(float[] logits) {
    Distribution raw = Distribution.of(logits);
    int token = processed(raw, logits).sample(random.at(position));
    List<TokenLogProbability> alternatives = raw.top(sampling.topLogProbabilities());
    return new Choice(token, (float) raw.logProbability(token), alternatives);
  }

  /**
   * Chooses the next token and compares it with a draft; at temperature 0 a draft is accepted if it
   * is the arg max.
   *
   * @param logits as {@link #choose}
   * @param draft the token that a deterministic proposer believes to follow
   * @throws BadLogitsException as {@link #choose}
   */
  public Verdict verify(float[] logits, int draft) {
    Choice choice = choose(logits);
    return choice.token() == draft ? new Verdict.Accepted(choice) : new Verdict.Rejected(choice);
  }

  /**
   * The most probable tokens, the best first.
   *
   * @throws BadLogitsException as {@link #choose}
   */
  public static List<TokenLogProbability> best(float[] logits, int count) {
    return Distribution.of(logits).top(count);
  }

  /** Moves on: the token is now part of the answer. */
  public void accepted(int token) {
    position++;
    if (!sampling.penalties().isOff()) {
      counts.add(token);
    }
  }

  private Distribution processed(Distribution raw, float[] logits) {
    if (sampling.isPlain()) {
      return raw;
    }
    Penalties penalties = sampling.penalties();
    float[] penalised = penalties.isOff() ? logits : penalties.applied(logits, counts);
    return Distribution.of(penalised, sampling.temperature(), sampling.filter());
  }
}
