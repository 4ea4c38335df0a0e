package io.scriptorium.engine;

import io.scriptorium.engine.sample.Sampling;
import java.util.List;
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
 */
@SuppressWarnings("ArrayRecordComponent")
public record Request(
    int[] prompt,
    List<PixelValues> images,
    StopRules stopRules,
    Sampling sampling,
    Urgency urgency) {
  public Request {
    if (prompt.length == 0) {
      throw new IllegalArgumentException("A request has a prompt");
    }
    images = List.copyOf(images);
  }

  /** A request of usual urgency for the most probable tokens. */
  public Request(
      int[] prompt, List<PixelValues> images, int maxNewTokens, Set<Integer> stopTokens) {
    this(prompt, images, new StopRules(maxNewTokens, stopTokens), Sampling.GREEDY, Urgency.USUAL);
  }

  /** This request with its answer ended by other rules. */
  public Request withStopRules(StopRules other) {
    return new Request(prompt, images, other, sampling, urgency);
  }

  /** This request with another urgency. */
  public Request withUrgency(Urgency other) {
    return new Request(prompt, images, stopRules, sampling, other);
  }

  /** This request with its tokens chosen in another way. */
  public Request withSampling(Sampling other) {
    return new Request(prompt, images, stopRules, other, urgency);
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
