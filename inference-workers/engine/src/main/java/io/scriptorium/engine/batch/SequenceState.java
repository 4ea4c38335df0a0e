package io.scriptorium.engine.batch;

import io.scriptorium.engine.FinishReason;
import io.scriptorium.engine.cache.BlockTable;
import java.util.Optional;

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
   * @param imageRows rows of its image embeddings, until the prompt is computed
   * @param imagesEncoded whether the rows are filled
   */
  record Running(BlockTable blocks, Optional<BlockTable> imageRows, boolean imagesEncoded)
      implements SequenceState {
    /** Just admitted. */
    Running(BlockTable blocks, Optional<BlockTable> imageRows) {
      this(blocks, imageRows, false);
    }

    boolean needsEncoding() {
      return imageRows.isPresent() && !imagesEncoded;
    }

    Running encoded() {
      return new Running(blocks, imageRows, true);
    }

    Running withoutImages() {
      return new Running(blocks, Optional.empty(), true);
    }
  }

  /** It has ended and holds nothing. */
  record Finished(FinishReason reason) implements SequenceState {}
}
