package io.scriptorium.assembler.state;

import io.scriptorium.assembler.document.Tally;
import java.time.Instant;
import java.util.Optional;

/**
 * Where a document stands.
 *
 * <pre>
 *   page ───▶ Waiting ──manifest──▶ Open ──last page, deadline──▶ Closed ──retention──▶ forgotten
 *                │        manifest ──▲  └─────────────▲              ▲
 *                └──retention──▶ forgotten    manifest with failure ─┘
 * </pre>
 */
public sealed interface DocumentState {
  /** When time alone changes the state; empty: never. */
  Optional<Instant> due();

  /**
   * Pages have come, the manifest has not.
   *
   * @param forgetAt when the pages are given up
   */
  record Waiting(Instant forgetAt) implements DocumentState {
    @Override
    public Optional<Instant> due() {
      return Optional.of(forgetAt);
    }
  }

  /**
   * Pages are awaited.
   *
   * @param tally what has come of them
   * @param due the deadline, or the next try to bind a document whose texts could not be stored
   */
  record Open(Tally tally, Optional<Instant> due) implements DocumentState {}

  /**
   * The result is out; whatever else comes is late.
   *
   * @param forgetAt when that is no longer remembered
   */
  record Closed(Instant forgetAt) implements DocumentState {
    @Override
    public Optional<Instant> due() {
      return Optional.of(forgetAt);
    }
  }
}
