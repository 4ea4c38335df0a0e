package io.scriptorium.engine.task;

import io.scriptorium.engine.batch.EngineSettings;
import io.scriptorium.engine.image.ImageLimits;

/**
 * How tasks are run.
 *
 * @param engine how the model is run
 * @param limits what image files may have at most
 * @param preparationThreads threads that decode files and find lines
 * @param maxPendingTokens image tokens of requests before the model above which no more tasks are
 *     asked for; bounds memory, and is to be well above what a step takes in
 */
public record TaskSettings(
    EngineSettings engine, ImageLimits limits, int preparationThreads, long maxPendingTokens) {
  private static final long DEFAULT_PENDING_TOKENS = 12_000;

  public TaskSettings {
    if (preparationThreads < 1 || maxPendingTokens < 1) {
      throw new IllegalArgumentException(
          "Preparation threads and pending tokens must be positive; they are %d and %d"
              .formatted(preparationThreads, maxPendingTokens));
    }
  }

  /** Settings for this machine. */
  public static TaskSettings defaults() {
    return new TaskSettings(
        EngineSettings.defaults(),
        ImageLimits.DEFAULT,
        Runtime.getRuntime().availableProcessors(),
        DEFAULT_PENDING_TOKENS);
  }

  /** These settings with the model run another way. */
  public TaskSettings withEngine(EngineSettings other) {
    return new TaskSettings(other, limits, preparationThreads, maxPendingTokens);
  }

  /** These settings with other limits for image files. */
  public TaskSettings withLimits(ImageLimits other) {
    return new TaskSettings(engine, other, preparationThreads, maxPendingTokens);
  }

  /** These settings with other threads for decoding and finding lines. */
  public TaskSettings withPreparationThreads(int other) {
    return new TaskSettings(engine, limits, other, maxPendingTokens);
  }
}
