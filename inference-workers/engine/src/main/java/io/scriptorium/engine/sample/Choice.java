package io.scriptorium.engine.sample;

import java.util.List;

/**
 * The token that follows. Log-probabilities are the model's own, before penalties, temperature and
 * filters, as vLLM tells them by default ({@code raw_logprobs}); under a constraint, among the
 * tokens that it allows.
 *
 * @param token its id
 * @param logProbability natural logarithm of its probability
 * @param alternatives the model's most probable tokens, the best first, as many as were asked for;
 *     the chosen token need not be among them
 */
public record Choice(int token, float logProbability, List<TokenLogProbability> alternatives) {
  public Choice {
    alternatives = List.copyOf(alternatives);
  }
}
