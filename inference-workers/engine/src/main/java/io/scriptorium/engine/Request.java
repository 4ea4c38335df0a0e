package io.scriptorium.engine;

import io.scriptorium.engine.constrain.TokenAutomaton;
import io.scriptorium.engine.sample.Sampling;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One prompt to be continued.
 *
 * @param prompt token ids; each image is a run of as many image tokens as it has after merging; not
 *     copied
 * @param images the images in the order of their runs
 * @param stopRules where the answer ends
 * @param sampling how its tokens are chosen
 * @param urgency how soon it is needed
 * @param search how many answers it gets, and how they are found
 * @param constraint what each answer that ends in a stop token is; one that ends for another reason
 *     is the beginning of such a one
 * @param listener hears of the tokens of the first sample; of beams it hears nothing
 */
@SuppressWarnings("ArrayRecordComponent")
public record Request(
    int[] prompt,
    List<PixelValues> images,
    StopRules stopRules,
    Sampling sampling,
    Urgency urgency,
    Search search,
    Optional<TokenAutomaton> constraint,
    TokenListener listener) {
  public Request {
    if (prompt.length == 0) {
      throw new IllegalArgumentException("A request has a prompt");
    }
    if (search instanceof Search.Beams && !sampling.isGreedy()) {
      throw new IllegalArgumentException("Beam search takes the most probable tokens");
    }
    if (search instanceof Search.Beams && !stopRules.stopStrings().strings().isEmpty()) {
      throw new IllegalArgumentException("Beams end in stop tokens, not in stop strings");
    }
    if (search instanceof Search.Beams && constraint.isPresent()) {
      throw new IllegalArgumentException("Beam search knows no constraint");
    }
    if (constraint.isPresent()
        && (stopRules.stopTokens().isEmpty() || !stopRules.stopStrings().strings().isEmpty())) {
      throw new IllegalArgumentException(
          "A constrained answer ends in a stop token, not in a stop string");
    }
    images = List.copyOf(images);
  }

  /** A request of usual urgency for the most probable tokens. */
  public Request(
      int[] prompt, List<PixelValues> images, int maxNewTokens, Set<Integer> stopTokens) {
    this(
        prompt,
        images,
        new StopRules(maxNewTokens, stopTokens),
        Sampling.GREEDY,
        Urgency.USUAL,
        Search.ONE,
        Optional.empty(),
        TokenListener.NONE);
  }

  /** This request with other tokens to be continued. */
  public Request withPrompt(int[] other) {
    return new Request(other, images, stopRules, sampling, urgency, search, constraint, listener);
  }

  /** This request with its answer ended by other rules. */
  public Request withStopRules(StopRules other) {
    return new Request(prompt, images, other, sampling, urgency, search, constraint, listener);
  }

  /** This request with another urgency. */
  public Request withUrgency(Urgency other) {
    return new Request(prompt, images, stopRules, sampling, other, search, constraint, listener);
  }

  /** This request with its tokens chosen in another way. */
  public Request withSampling(Sampling other) {
    return new Request(prompt, images, stopRules, other, urgency, search, constraint, listener);
  }

  /** This request for other answers. */
  public Request withSearch(Search other) {
    return new Request(prompt, images, stopRules, sampling, urgency, other, constraint, listener);
  }

  /** This request with answers that match a constraint. */
  public Request withConstraint(TokenAutomaton other) {
    return new Request(
        prompt, images, stopRules, sampling, urgency, search, Optional.of(other), listener);
  }

  /** This request with somebody who hears of its answer's tokens. */
  public Request withListener(TokenListener other) {
    return new Request(prompt, images, stopRules, sampling, urgency, search, constraint, other);
  }

  /** Most tokens to generate. */
  public int maxNewTokens() {
    return stopRules.maxNewTokens();
  }

  /** Tokens that end the answer. */
  public Set<Integer> stopTokens() {
    return stopRules.stopTokens();
  }
}
