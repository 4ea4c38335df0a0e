package io.scriptorium.engine.batch;

import io.scriptorium.engine.cache.BlockHash;
import io.scriptorium.engine.cache.BlockPool;
import io.scriptorium.engine.cache.BlockTable;
import io.scriptorium.engine.cache.EncoderCache;
import io.scriptorium.engine.cache.ImageRows;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Decides which sequences a step computes, and how many tokens of each. There is no prefill phase
 * and no decode phase: a step brings each sequence's computed tokens closer to the tokens it has,
 * drafts included, while the token budget lasts. Running sequences come first; when blocks run out,
 * the least valuable one is preempted: its blocks are freed and it waits again, to be recomputed.
 * Waiting ones are admitted if nobody was preempted in this step and all their tokens fit; a long
 * prompt is then computed in chunks.
 *
 * <p>One thread uses it. Scheduling as in vLLM (arXiv 2309.06180), chunks as in Sarathi-Serve
 * (arXiv 2403.02310).
 */
final class Scheduler {
  /**
   * Steps that a priority is ahead of the next lower one; what waits longer goes first all the
   * same.
   */
  private static final long HEAD_START = 2_000;

  /**
   * Images wait for others until they are this part of the running sequences, since encoding a few
   * small ones takes hardly longer than encoding one...
   */
  private static final int COMPANY = 8;

  /** ...but no more steps than this. */
  private static final int LONGEST_HOLD = 4;

  /** Who is preempted last comes first: high priority, then much computed. */
  private static final Comparator<Sequence> BY_VALUE =
      Comparator.comparingInt(Sequence::priority)
          .thenComparingInt(Sequence::computedTokens)
          .reversed()
          .thenComparing(Comparator.comparing(Sequence::rank));

  private final BatchLimits limits;
  private final BlockPool blocks;
  private final EncoderCache encoderCache;
  private final PrefixCache prefixCache;
  private final PriorityQueue<Sequence> waiting =
      new PriorityQueue<>(Comparator.comparing(Sequence::rank));
  private final List<Sequence> running = new ArrayList<>();

  /** Beams without blocks that wait for others. */
  private final Set<Sequence> parked = new LinkedHashSet<>();

  private final Map<Sequence, Schedule.SlotCopy> copies = new LinkedHashMap<>();
  private final EngineMetrics metrics;
  private long arrivals;
  private long steps;
  private int heldSteps;

  Scheduler(
      BatchLimits limits,
      BlockPool blocks,
      EncoderCache encoderCache,
      PrefixCache prefixCache,
      EngineMetrics metrics) {
    this.limits = limits;
    this.blocks = blocks;
    this.encoderCache = encoderCache;
    this.prefixCache = prefixCache;
    this.metrics = metrics;
  }

  /** Lets a sequence wait. It keeps its place in the queue for life. */
  void add(Sequence sequence) {
    sequence.rank(new Rank(steps - HEAD_START * sequence.priority(), arrivals++));
    waiting.add(sequence);
  }

  boolean hasWork() {
    return !waiting.isEmpty() || !running.isEmpty();
  }

  /** All sequences that have not ended. */
  List<Sequence> sequences() {
    List<Sequence> all = new ArrayList<>(running);
    all.addAll(waiting);
    all.addAll(parked);
    return all;
  }

  int running() {
    return running.size();
  }

  int waiting() {
    return waiting.size();
  }

  /** Plans the next step. */
  Schedule schedule() {
    steps++;
    List<Schedule.Entry> entries = new ArrayList<>();
    boolean preempted = scheduleRunning(entries);
    if (!preempted) {
      admitWaiting(entries);
    }
    while (entries.isEmpty() && !waiting.isEmpty() && !running.isEmpty()) {
      // All that run wait for another beam, which waits for their blocks.
      preempt(running.get(running.size() - 1));
      admitWaiting(entries);
    }
    List<Schedule.SlotCopy> due = List.copyOf(copies.values());
    copies.clear();
    return new Schedule(entries, due);
  }

  /** Returns whether a sequence was preempted. */
  private boolean scheduleRunning(List<Schedule.Entry> entries) {
    running.sort(BY_VALUE);
    boolean preempted = false;
    int tokens = limits.tokensPerStep();
    for (int i = 0; i < running.size() && tokens > 0; i++) {
      Sequence sequence = running.get(i);
      if (sequence.pendingTokens() == 0) {
        continue; // a beam that waits for others
      }
      if (!grow(sequence, sequence.length() + sequence.drafts().length)) {
        sequence.dropDrafts();
      }
      while (sequence.isRunning() && !grow(sequence, sequence.length())) {
        preempt(running.get(running.size() - 1));
        preempted = true;
      }
      if (sequence.isRunning()) {
        Schedule.Entry entry =
            Schedule.Entry.next(sequence, Math.min(sequence.pendingTokens(), tokens));
        entries.add(entry);
        tokens -= entry.tokens();
      }
    }
    return preempted;
  }

  /**
   * Makes room for a sequence's first tokens, in blocks that it alone writes to; false if too few
   * blocks are free.
   */
  boolean grow(Sequence sequence, int tokens) {
    BlockTable table = sequence.running().blocks();
    return own(sequence, table) && blocks.grow(table, tokens);
  }

  /** Copy on write: gives a sequence a copy of the block that it is about to add to. */
  private boolean own(Sequence sequence, BlockTable table) {
    int computed = sequence.computedTokens();
    int index = computed / blocks.blockSize();
    if (index >= table.count() || !blocks.isShared(table, index)) {
      return true;
    }
    int first = index * blocks.blockSize();
    int from = table.slot(first);
    if (!blocks.replace(table, index)) {
      return false;
    }
    copies.put(sequence, new Schedule.SlotCopy(from, table.slot(first), computed - first));
    return true;
  }

  /** Lets a beam go on that has a new token. */
  void resume(Sequence beam) {
    if (parked.remove(beam)) {
      waiting.add(beam);
    }
  }

  /**
   * Lets a sequence's copy take part. It shares the blocks where there is a place in the batch;
   * else it waits, to be recomputed.
   */
  void fork(Sequence parent, Sequence child) {
    child.rank(parent.rank());
    if (parent.isRunning() && running.size() < limits.sequences()) {
      BlockTable table = blocks.fork(parent.running().blocks());
      child.share(new SequenceState.Running(table, List.of()), parent);
      running.add(child);
    } else {
      waiting.add(child);
    }
  }

  private void preempt(Sequence sequence) {
    boolean idle = sequence.pendingTokens() == 0;
    leave(sequence);
    sequence.preempt();
    (idle ? parked : waiting).add(sequence);
    metrics.preempted();
  }

  private void admitWaiting(List<Schedule.Entry> entries) {
    if (!entries.isEmpty() && holdImages()) {
      return;
    }
    int tokens = limits.tokensPerStep() - entries.stream().mapToInt(Schedule.Entry::tokens).sum();
    int patches = limits.patchesPerStep();
    while (!waiting.isEmpty() && tokens > 0 && running.size() < limits.sequences()) {
      Sequence next = waiting.element();
      boolean encodesAlone = patches == limits.patchesPerStep();
      OptionalInt encoded = admit(next, encodesAlone ? Integer.MAX_VALUE : patches);
      if (encoded.isEmpty()) {
        break;
      }
      waiting.remove();
      running.add(next);
      Schedule.Entry entry = Schedule.Entry.next(next, Math.min(next.pendingTokens(), tokens));
      entries.add(entry);
      tokens -= entry.tokens();
      patches -= encoded.getAsInt();
    }
  }

  /** Whether the next sequence waits for others in order to have its images encoded with theirs. */
  private boolean holdImages() {
    int ready = Math.min(waiting.size(), limits.sequences() - running.size());
    boolean hold =
        ready > 0
            && ready < running.size() / COMPANY
            && heldSteps < LONGEST_HOLD
            && !waiting.element().images().all().isEmpty();
    heldSteps = hold ? heldSteps + 1 : 0;
    return hold;
  }

  /**
   * Gives a sequence its blocks if all its tokens fit beside a block for each running one, and its
   * image rows; returns the patches to encode for it, no more than allowed, or empty if it waits.
   */
  private OptionalInt admit(Sequence sequence, int patches) {
    List<BlockHash> chain = prefixCache.find(sequence, blocks);
    int cached = chain.size() * blocks.blockSize();
    int needed = blocks.blocksFor(sequence.length()) - chain.size() + blocks.freeAmong(chain);
    if (needed + running.size() > blocks.free()) {
      return OptionalInt.empty();
    }
    List<PromptImages.Run> places = sequence.images().from(cached);
    List<EncoderCache.Image> images = places.stream().map(place -> image(sequence, place)).toList();
    List<EncoderCache.Image> missing = encoderCache.missing(images);
    int encoded = missing.stream().mapToInt(image -> image.pixels().patches()).sum();
    if (encoded > patches || !encoderCache.fits(images)) {
      return OptionalInt.empty();
    }
    BlockTable table = blocks.reuse(chain);
    blocks.claim(table, sequence.length(), sequence.maxLength());
    if (!blocks.grow(table, sequence.length())) {
      throw new IllegalStateException("Blocks that were free are gone");
    }
    List<ImageRows> rows = encoderCache.take(images);
    List<HeldImage> held =
        IntStream.range(0, rows.size())
            .mapToObj(i -> new HeldImage(places.get(i), rows.get(i)))
            .toList();
    sequence.admit(new SequenceState.Running(table, held), cached);
    metrics.admitted(sequence.length(), cached);
    metrics.images(images.size(), images.size() - missing.size());
    return OptionalInt.of(encoded);
  }

  /** Rows that a sequence's images take; what it has twice is kept once. For any thread. */
  int imageRows(Sequence sequence) {
    Set<BlockHash> seen = new HashSet<>();
    return sequence.images().all().stream()
        .map(place -> image(sequence, place))
        .filter(image -> image.name().map(seen::add).orElse(true))
        .mapToInt(image -> encoderCache.rowsFor(image.tokens()))
        .sum();
  }

  private EncoderCache.Image image(Sequence sequence, PromptImages.Run place) {
    return new EncoderCache.Image(
        place.image(), place.tokens(), prefixCache.name(sequence.images(), place));
  }

  /** Names the blocks that a sequence has filled, and gives its image rows back once it can. */
  void settle(Sequence sequence) {
    prefixCache.keep(sequence, blocks);
    SequenceState.Running state = sequence.running();
    if (!state.images().isEmpty()
        && sequence.computedTokens() >= sequence.request().prompt().length) {
      encoderCache.release(state.imageRows());
      sequence.state(state.withoutImages());
    }
  }

  /** Removes a sequence and gives back what it holds. */
  void remove(Sequence sequence, SequenceState.Finished finished) {
    if (sequence.isRunning()) {
      leave(sequence);
    } else {
      waiting.remove(sequence);
      parked.remove(sequence);
    }
    sequence.state(finished);
  }

  private void leave(Sequence sequence) {
    SequenceState.Running state = sequence.running();
    blocks.release(state.blocks());
    encoderCache.release(state.imageRows());
    running.remove(sequence);
    copies.remove(sequence);
  }

  /** Throws if blocks are lost or held twice. */
  void checkIntegrity() {
    blocks.checkIntegrity(running.stream().map(sequence -> sequence.running().blocks()).toList());
    encoderCache.checkIntegrity(
        running.stream().flatMap(sequence -> sequence.running().imageRows().stream()).toList());
  }
}
