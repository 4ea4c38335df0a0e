package io.scriptorium.engine;

import java.util.List;
import java.util.Set;

/**
 * One prompt to be continued.
 *
 * @param prompt token ids; each image is a run of as many image tokens as it has after merging; not
 *     copied
 * @param images the images in the order of their runs
 * @param maxNewTokens most tokens to generate
 * @param stopTokens tokens that end the answer; they are not part of it
 * @param urgency how soon the answer is needed
 */
@SuppressWarnings("ArrayRecordComponent")
public record Request(
    int[] prompt,
    List<PixelValues> images,
    int maxNewTokens,
    Set<Integer> stopTokens,
    Urgency urgency) {
  public Request {
    if (prompt.length == 0 || maxNewTokens < 1) {
      throw new IllegalArgumentException("A request has a prompt and room for an answer");
    }
    images = List.copyOf(images);
    stopTokens = Set.copyOf(stopTokens);
  }

  /** A request of usual urgency. */
  public Request(
      int[] prompt, List<PixelValues> images, int maxNewTokens, Set<Integer> stopTokens) {
    this(prompt, images, maxNewTokens, stopTokens, Urgency.USUAL);
  }

  /** This request with another urgency. */
  public Request withUrgency(Urgency other) {
    return new Request(prompt, images, maxNewTokens, stopTokens, other);
  }
}
