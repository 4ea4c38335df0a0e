package io.scriptorium.engine.task;

import io.scriptorium.engine.layout.Box;
import java.util.Optional;

/**
 * Takes text as it is read, before the answer is whole. What it gets is for people who watch: the
 * outcome may differ, and it alone counts. Called by any thread; returns at once.
 */
@FunctionalInterface
public interface TextSink {
  /** Nobody. */
  TextSink NONE = piece -> {};

  /** Some text has been read. */
  void take(Piece piece);

  /**
   * A piece of text.
   *
   * @param box where it stands, in pixels of the decoded image; empty: it goes on where the piece
   *     before it ended
   * @param text not empty
   */
  record Piece(Optional<Box> box, String text) {}
}
