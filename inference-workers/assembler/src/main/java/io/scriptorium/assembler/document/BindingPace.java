package io.scriptorium.assembler.document;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.LongSupplier;

/**
 * Keeps account of documents that take long to bind, which is the blob store's doing. Those of one
 * transaction must not outlast it, or it is aborted, and all of them are bound again, no faster.
 * Safe for use by several threads.
 */
final class BindingPace {
  /** A document that takes no longer does not count. */
  private static final Duration LONG = Duration.ofMillis(200);

  /** The longest time for such documents, the last one's apart, within {@link #WINDOW}. */
  private static final Duration SHARE = Duration.ofSeconds(10);

  private static final Duration WINDOW = Duration.ofSeconds(20);

  private final LongSupplier nanoTime;
  private final Deque<Turn> turns = new ArrayDeque<>();

  /**
   * One that has not counted anything yet.
   *
   * @param nanoTime a clock
   */
  BindingPace(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  private record Turn(long end, long nanos) {}

  /** Begins a document. */
  long begin() {
    return nanoTime.getAsLong();
  }

  /**
   * Ends a document.
   *
   * @param begin as {@link #begin} said
   */
  synchronized void end(long begin) {
    long now = nanoTime.getAsLong();
    if (now - begin >= LONG.toNanos()) {
      turns.add(new Turn(now, now - begin));
    }
  }

  /** Whether there is time for one more document. */
  synchronized boolean hasTime() {
    long now = nanoTime.getAsLong();
    turns.removeIf(turn -> now - turn.end() > WINDOW.toNanos());
    return turns.stream().mapToLong(Turn::nanos).sum() < SHARE.toNanos();
  }
}
