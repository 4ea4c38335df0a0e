package io.scriptorium.engine.batch;

import io.scriptorium.engine.PixelValues;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Decides which sequences a step computes, and how many tokens of each: running ones first, then
 * waiting ones in their order while token budget, encoder budget, sequence limit and free blocks
 * last. A long prompt is computed in chunks.
 *
 * <p>A sequence is admitted with blocks for its longest answer, so that a running one never has to
 * be preempted. One thread uses it.
 */
final class Scheduler {
  private final BatchLimits limits;
  private final BlockPool blocks;
  private final BlockPool imageRows;
  private final Deque<Sequence> waiting = new ArrayDeque<>();
  private final List<Sequence> running = new ArrayList<>();

  Scheduler(BatchLimits limits, BlockPool blocks, BlockPool imageRows) {
    this.limits = limits;
    this.blocks = blocks;
    this.imageRows = imageRows;
  }

  void add(Sequence sequence) {
    waiting.addLast(sequence);
  }

  boolean hasWork() {
    return !waiting.isEmpty() || !running.isEmpty();
  }

  /** All sequences that have not ended. */
  List<Sequence> sequences() {
    List<Sequence> all = new ArrayList<>(running);
    all.addAll(waiting);
    return all;
  }

  /** Plans the next step. Changes the pools: admitted sequences take their blocks. */
  Schedule schedule() {
    List<Schedule.Entry> entries = new ArrayList<>();
    int tokens = limits.tokensPerStep();
    for (Sequence sequence : running) {
      int scheduled = Math.min(sequence.length() - sequence.computedTokens(), tokens);
      if (scheduled > 0) {
        entries.add(new Schedule.Entry(sequence, scheduled));
        tokens -= scheduled;
      }
    }
    int patches = limits.patchesPerStep();
    while (!waiting.isEmpty() && tokens > 0 && running.size() < limits.sequences()) {
      Sequence next = waiting.getFirst();
      int nextPatches = next.request().images().stream().mapToInt(PixelValues::patches).sum();
      boolean encodesAlone = patches == limits.patchesPerStep();
      if ((nextPatches > patches && !encodesAlone) || !admit(next)) {
        break;
      }
      waiting.removeFirst();
      running.add(next);
      int scheduled = Math.min(next.length(), tokens);
      entries.add(new Schedule.Entry(next, scheduled));
      tokens -= scheduled;
      patches -= nextPatches;
    }
    return new Schedule(entries);
  }

  private boolean admit(Sequence sequence) {
    Optional<BlockTable> rows = Optional.empty();
    if (sequence.imageTokens() > 0) {
      rows = imageRows.allocate(sequence.imageTokens());
      if (rows.isEmpty()) {
        return false;
      }
    }
    Optional<BlockTable> table = blocks.allocate(sequence.maxLength());
    if (table.isEmpty()) {
      rows.ifPresent(imageRows::release);
      return false;
    }
    sequence.state(new SequenceState.Waiting().admit(table.get(), rows));
    return true;
  }

  /** Gives back the image rows of a sequence whose prompt is computed. */
  void releaseImages(Sequence sequence) {
    SequenceState.Running state = sequence.running();
    state.imageRows().ifPresent(imageRows::release);
    sequence.state(state.withoutImages());
  }

  /** Removes a sequence and gives back what it holds. */
  void remove(Sequence sequence, SequenceState.Finished finished) {
    if (sequence.state() instanceof SequenceState.Running state) {
      blocks.release(state.blocks());
      state.imageRows().ifPresent(imageRows::release);
      running.remove(sequence);
    } else {
      waiting.remove(sequence);
    }
    sequence.state(finished);
  }

  /** Throws if blocks are lost or held twice. */
  void checkIntegrity() {
    blocks.checkIntegrity();
    imageRows.checkIntegrity();
    if (running.isEmpty() && !(blocks.isIdle() && imageRows.isIdle())) {
      throw new IllegalStateException("Blocks are in use though no sequence is running");
    }
  }
}
