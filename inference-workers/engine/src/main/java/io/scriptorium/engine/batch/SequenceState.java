package io.scriptorium.engine.batch;

import io.scriptorium.engine.FinishReason;
import java.util.Optional;

/**
 * Where a sequence stands.
 *
 * <pre>
 *   Waiting ──admitted──▶ Running ──stop, length, repetition──▶ Finished
 *      └───────cancelled, error───────────┴─────────────────────────▲
 * </pre>
 */
sealed interface SequenceState {
  /** It holds nothing. */
  record Waiting() implements SequenceState {
    Running admit(BlockTable blocks, Optional<BlockTable> imageRows) {
      return new Running(blocks, imageRows);
    }
  }

  /**
   * It takes part in steps.
   *
   * @param blocks room for its prompt and its longest answer
   * @param imageRows its image embeddings, until the prompt is computed
   */
  record Running(BlockTable blocks, Optional<BlockTable> imageRows) implements SequenceState {
    Running withoutImages() {
      return new Running(blocks, Optional.empty());
    }
  }

  /** It has ended and holds nothing. */
  record Finished(FinishReason reason) implements SequenceState {}
}
