package io.scriptorium.engine.task;

import java.time.Duration;

/**
 * What a task took. Stages of different tasks overlap, so that times do not add up over tasks.
 *
 * @param textTokens prompt tokens that are not image tokens
 * @param imageTokens image tokens
 * @param outputTokens generated tokens
 * @param queued waiting for a thread
 * @param decode decoding the file
 * @param layout finding lines and preparing their images
 * @param model from the first model request to the last answer
 */
public record TaskUsage(
    int textTokens,
    int imageTokens,
    int outputTokens,
    Duration queued,
    Duration decode,
    Duration layout,
    Duration model) {
  /** All of its tokens. */
  public long tokens() {
    return (long) textTokens + imageTokens + outputTokens;
  }
}
