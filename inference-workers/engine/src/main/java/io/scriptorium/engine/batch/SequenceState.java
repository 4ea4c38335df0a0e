package io.scriptorium.engine.batch;

import io.scriptorium.engine.FinishReason;
import io.scriptorium.engine.cache.BlockTable;
import io.scriptorium.engine.cache.ImageRows;
import java.util.List;

/**
 * Where a sequence stands.
 *
 * <pre>
 *   Waiting ──admitted──▶ Running ──stop, length, repetition──▶ Finished
 *      ▲  └──cancelled, error, deadline───┼─────────────────────────▲
 *      └──────────────preempted───────────┘
 * </pre>
 */
sealed interface SequenceState {
  /** It holds nothing. */
  record Waiting() implements SequenceState {}

  /**
   * It takes part in steps.
   *
   * @param blocks room for what it has computed and for the step's tokens
   * @param images those with tokens to be computed, until the prompt is
   */
  record Running(BlockTable blocks, List<HeldImage> images) implements SequenceState {
    /** Embeddings that it holds. */
    List<ImageRows> imageRows() {
      return images.stream().map(HeldImage::rows).toList();
    }

    Running withoutImages() {
      return new Running(blocks, List.of());
    }
  }

  /** It has ended and holds nothing. */
  record Finished(FinishReason reason) implements SequenceState {}
}
