package io.scriptorium.engine.batch;

import static java.util.Objects.requireNonNull;

import ai.djl.ndarray.NDArray;
import io.scriptorium.engine.model.DraftInput;
import io.scriptorium.engine.model.DraftOutput;
import io.scriptorium.engine.model.Model;
import io.scriptorium.engine.model.ModelCache;
import io.scriptorium.engine.model.StepOutput;
import io.scriptorium.engine.torch.TensorScope;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/**
 * Drafts by the model's module for multi-token prediction (DeepSeek-V3, arXiv 2412.19437). After
 * each step the module computes the step's verified rows, prompts and images included, so that its
 * own cache follows the model's; the last row of a sequence gives the first draft, and each further
 * one comes of the module's own state and draft before.
 *
 * <p>When no drafts pay, the module does not run at all; sequences that then go on have a gap in
 * its cache and draft no more.
 */
final class MtpProposer implements Proposer {
  private final Model model;
  private final ModelCache cache;
  private final Scheduler scheduler;
  private final DraftDepth depth;

  MtpProposer(Model model, ModelCache cache, Scheduler scheduler, DraftDepth depth) {
    this.model = model;
    this.cache = cache;
    this.scheduler = scheduler;
    this.depth = depth;
  }

  @Override
  public void propose(TensorScope scope, List<Verified> verified, StepOutput output) {
    List<Verified> followed =
        verified.stream()
            .filter(part -> part.sequence().moduleTokens() == part.entry().start())
            .toList();
    int most = followed.isEmpty() ? 0 : depth.choose(verified.size());
    if (most == 0) {
      return;
    }
    List<Schedule.Entry> entries = new ArrayList<>();
    Map<Sequence, Integer> firstRows = new HashMap<>();
    for (Verified part : followed) {
      Schedule.Entry entry = part.entry();
      entries.add(
          new Schedule.Entry(
              entry.sequence(), entry.start(), entry.tokens(), Math.min(1, entry.sampled())));
      firstRows.put(entry.sequence(), part.firstRow());
      part.sequence().moduleTokens(entry.keys());
    }
    Drafts drafts = run(scope, entries, new Source(output.states(), firstRows, false));
    for (int i = 1; i < most && !drafts.entries.isEmpty(); i++) {
      drafts = next(scope, drafts);
    }
  }

  /**
   * Where the module finds the states of its rows.
   *
   * @param firstRows the state of each sequence's first row
   * @param chained whether the states are the module's own
   */
  private record Source(NDArray states, Map<Sequence, Integer> firstRows, boolean chained) {
    long[] rows(List<Schedule.Entry> entries) {
      return entries.stream()
          .flatMapToLong(
              entry -> {
                int first = requireNonNull(firstRows.get(entry.sequence()));
                return LongStream.range(first, (long) first + entry.tokens());
              })
          .toArray();
    }
  }

  /**
   * Drafts that were just given out.
   *
   * @param entries one part a sequence
   * @param states the module's states of their last rows
   */
  private record Drafts(List<Schedule.Entry> entries, NDArray states) {}

  private Drafts next(TensorScope scope, Drafts before) {
    List<Schedule.Entry> entries = new ArrayList<>();
    Map<Sequence, Integer> firstRows = new HashMap<>();
    for (int i = 0; i < before.entries.size(); i++) {
      Sequence sequence = before.entries.get(i).sequence();
      int index = before.entries.get(i).keys();
      boolean drafted = index < sequence.length() + sequence.drafts().length - 1;
      if (drafted && scheduler.grow(sequence, index + 1)) {
        entries.add(new Schedule.Entry(sequence, index, 1, 1));
        firstRows.put(sequence, i);
      }
    }
    return entries.isEmpty()
        ? new Drafts(entries, before.states)
        : run(scope, entries, new Source(before.states, firstRows, true));
  }

  private Drafts run(TensorScope scope, List<Schedule.Entry> entries, Source source) {
    long start = System.nanoTime();
    StepBatch batch = StepBatch.ofDrafts(entries, model.shape().positionAxes());
    long[] stateRows = source.rows(batch.entries());
    DraftOutput output =
        model.draft(
            scope, new DraftInput(batch.input(), source.states, stateRows, source.chained), cache);
    long[] tokens = output.tokens().toLongArray();
    depth.proposerCall(stateRows.length, tokens.length, System.nanoTime() - start);
    List<Schedule.Entry> drafted =
        batch.entries().stream().filter(entry -> entry.sampled() > 0).toList();
    for (int i = 0; i < tokens.length; i++) {
      drafted.get(i).sequence().addDraft((int) tokens[i]);
    }
    return new Drafts(drafted, output.states());
  }
}
